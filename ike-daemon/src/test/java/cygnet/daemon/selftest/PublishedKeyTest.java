package cygnet.daemon.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PublishedKeyTest {
    private static final VerificationKey OURS = newKey();
    private static final VerificationKey STRANGE = newKey();

    private final PublishedKey published = new PublishedKey(new DomainName("alice.example.test"), OURS);

    @Test
    void ourKeyAmongOthersIsGood() {
        PublishedKey.Finding finding = published.judge(found(Validation.SECURE, STRANGE, OURS));

        assertThat(finding.good()).isTrue();
        assertThat(finding.text()).contains("alice.example.test", OURS.fingerprint(), "secure");
    }

    @Test
    void aKeyThatDnssecDoesNotVouchForIsNotEnough() {
        assertThat(published.judge(found(Validation.UNVALIDATED, OURS)))
                .returns(false, PublishedKey.Finding::good)
                .extracting(PublishedKey.Finding::text)
                .asString()
                .contains("not protected by DNSSEC");
    }

    @Test
    void someOtherKeyIsTold() {
        assertThat(published.judge(found(Validation.SECURE, STRANGE)).text())
                .isEqualTo(
                        "peers will not accept this host as alice.example.test: its IPSECKEY does not hold this host's key "
                                + OURS.fingerprint() + " (1 usable record(s), secure)");
    }

    @Test
    void noKeyAtAllIsToldWithTheRemedy() {
        assertThat(published.judge(new Absent<>(true, true, Duration.ZERO)).text())
                .contains("is missing", "cygnetctl show-key");
    }

    @Test
    void aFailureIsToldWithItsCause() {
        assertThat(published.judge(new Timeout<>("192.0.2.53 is silent")).text())
                .contains("cannot be looked up", "192.0.2.53 is silent");
    }

    private static DnsOutcome<HostKey> found(Validation validation, VerificationKey... keys) {
        return new Found<>(
                Stream.of(keys).map(key -> new HostKey(10, key)).toList(),
                validation,
                Duration.ofMinutes(1),
                List.of());
    }

    private static VerificationKey newKey() {
        return SigningKey.generate(KeyType.ED25519, 255, RandomSource.system()).verificationKey();
    }
}
