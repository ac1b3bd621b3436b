package cygnet.dns;

import static cygnet.dns.Asking.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.FirstSeenSettings.Rule;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In virtual time, with a real file. */
class FirstSeenTest {
    private static final DomainName BOB = new DomainName("bob.insecure.test");
    private static final HostKey OLD = key(4, Records.ED25519);
    private static final HostKey NEW = key(3, Records.P256);

    @TempDir
    Path directory;

    private Instant now = NOW;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("first-seen");
    }

    private static HostKey key(int algorithm, String text) {
        try {
            return new HostKey(
                    10,
                    VerificationKey.ofIpsecKey(
                            algorithm, Octets.of(Base64.getDecoder().decode(text))));
        } catch (CryptoException e) {
            throw new AssertionError(e);
        }
    }

    private FirstSeen memory(Rule rule) {
        return new FirstSeen(new FirstSeenSettings(rule, file, 3), () -> now);
    }

    private static Found<HostKey> found(Validation validation, HostKey... keys) {
        return new Found<>(List.of(keys), validation, Duration.ofHours(1), List.of());
    }

    private static Found<HostKey> judge(FirstSeen memory, HostKey... keys) {
        return (Found<HostKey>) memory.judge(BOB, found(Validation.UNVALIDATED, keys));
    }

    @ParameterizedTest
    @EnumSource
    void theFirstKeysAreTakenAndSoAreTheSameOnesLater(Rule rule) {
        FirstSeen memory = memory(rule);
        assertThat(judge(memory, OLD, NEW)).isEqualTo(found(Validation.UNVALIDATED, OLD, NEW));
        now = now.plus(Duration.ofDays(100));
        assertThat(judge(memory, NEW)).isEqualTo(found(Validation.UNVALIDATED, NEW));
        assertThat(judge(memory(rule), OLD)).as("after a restart").isEqualTo(found(Validation.UNVALIDATED, OLD));
    }

    /** That the known one is published as well says nothing for the other: anyone can copy it. */
    @Test
    void anotherKeyIsRefusedEvenBesideAKnownOne() {
        judge(memory(Rule.REFUSE), OLD);
        now = now.plus(Duration.ofDays(1));
        Found<HostKey> changed = judge(memory(Rule.REFUSE), NEW, OLD);
        assertThat(changed.records()).containsExactly(OLD);
        assertThat(changed.flaws())
                .singleElement()
                .asString()
                .contains("is not one of those first seen for bob.insecure.test (since 2026-06-01T12:00:00Z)")
                .endsWith("if the change is meant, take the name out of " + file);
        assertThat(judge(memory(Rule.REFUSE), NEW).records()).isEmpty();
    }

    @Test
    void aWarningComesOnceForEachChange() {
        judge(memory(Rule.WARN), OLD);
        Found<HostKey> changed = judge(memory(Rule.WARN), NEW);
        assertThat(changed.records()).containsExactly(NEW);
        assertThat(changed.flaws()).singleElement().asString().endsWith("nothing vouches for it; used nevertheless");
        assertThat(judge(memory(Rule.WARN), NEW).flaws()).isEmpty();
        assertThat(judge(memory(Rule.WARN), OLD).flaws()).isEmpty();
    }

    @Test
    void aSecureAnswerSupersedesWhatWasSeen() throws IOException {
        FirstSeen memory = memory(Rule.REFUSE);
        judge(memory, OLD);
        Found<HostKey> secure = found(Validation.SECURE, NEW);
        assertThat(memory.judge(BOB, secure)).isEqualTo(secure);
        assertThat(Files.readString(file)).doesNotContain(BOB.text());
        assertThat(judge(memory, NEW).records()).as("seen anew").containsExactly(NEW);
    }

    @Test
    void absenceAndFailureAreNoChange() {
        FirstSeen memory = memory(Rule.REFUSE);
        judge(memory, OLD);
        for (DnsOutcome<HostKey> outcome :
                List.<DnsOutcome<HostKey>>of(new Absent<>(false, true, Duration.ofMinutes(1)), new Timeout<>("late"))) {
            assertThat(memory.judge(BOB, outcome)).isEqualTo(outcome);
        }
        assertThat(judge(memory, NEW).records()).isEmpty();
    }

    /** The way to let a new key in. */
    @Test
    void aNameThatIsTakenOutOfTheFileIsSeenAnew() throws IOException {
        FirstSeen memory = memory(Rule.REFUSE);
        judge(memory, OLD);
        Files.writeString(file, "# nothing\n");
        assertThat(judge(memory, NEW)).isEqualTo(found(Validation.UNVALIDATED, NEW));
        Files.delete(file);
        assertThat(judge(memory, OLD)).isEqualTo(found(Validation.UNVALIDATED, OLD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rubbish\n", "bob.test SHA256:x yesterday\n", "bob SHA256:x 2026-06-01T12:00:00Z\n", "\0\0\0\0"})
    void aBrokenFileIsSetAsideAndTheDaemonGoesOn(String broken) throws IOException {
        Files.writeString(file, broken);
        FirstSeen memory = memory(Rule.REFUSE);
        assertThat(judge(memory, OLD).records()).containsExactly(OLD);
        assertThat(judge(memory, NEW).records()).isEmpty();
        Path aside = directory.resolve("first-seen.bad");
        assertThat(Files.readString(aside)).isEqualTo(broken);
        assertThat(Files.readString(file)).contains(BOB.text());
    }

    @Test
    void aFileThatCannotBeWrittenIsNoReasonToStop() throws IOException {
        file = Files.createFile(directory.resolve("no-directory")).resolve("first-seen");
        assertThat(judge(memory(Rule.REFUSE), OLD).records()).containsExactly(OLD);
    }

    @Test
    void nothingButTheFileIsLeftBehind() {
        judge(memory(Rule.REFUSE), OLD);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        assertThat(directory.toFile().list()).containsExactly("first-seen");
    }

    @Test
    void whenTheMemoryIsFullNoMoreNamesAreRemembered() throws IOException {
        FirstSeen memory = memory(Rule.REFUSE);
        for (String name : Arrays.asList("a.test", "b.test", "c.test", "d.test")) {
            memory.judge(new DomainName(name), found(Validation.UNVALIDATED, OLD));
        }
        assertThat(Files.readString(file)).contains("c.test").doesNotContain("d.test");
        assertThat(memory.judge(new DomainName("d.test"), found(Validation.UNVALIDATED, NEW)))
                .isEqualTo(found(Validation.UNVALIDATED, NEW));
    }
}
