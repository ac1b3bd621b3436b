package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsConfigTest {
    private static final String DS =
            ". 86400 IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

    private static DnsConfig config(DnssecMode dnssec, String anchors, Endpoint... upstreams) {
        return new DnsConfig(List.of(upstreams), dnssec, anchors, DnsConfig.DEFAULT_TIMEOUT, DnsLimits.DEFAULT);
    }

    private static Endpoint server(String address) {
        return new Endpoint(IpAddress.parse(address), 53);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.53", "::1"})
    void theAdBitIsTrustedOverLoopback(String address) {
        assertThat(config(DnssecMode.TRUST_AD, "", server(address)).dnssec()).isEqualTo(DnssecMode.TRUST_AD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.53", "2001:db8::53", "::ffff:192.0.2.53", "::2", "126.0.0.1"})
    void theAdBitIsNotTrustedFromElsewhere(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(DnssecMode.TRUST_AD, "", server("127.0.0.1"), server(address)))
                .withMessageContaining(server(address) + " is not a loopback address")
                .withMessageContaining("let Cygnet validate");
    }

    @Test
    void aResolverElsewhereDoesWhereItsWordDoesNotCount() {
        Endpoint elsewhere = server("192.0.2.53");
        assertThat(config(DnssecMode.OFF, "", elsewhere).upstreams()).containsExactly(elsewhere);
        assertThat(config(DnssecMode.VALIDATE, DS, elsewhere).upstreams()).containsExactly(elsewhere);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "; . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC68345710\n"})
    void validationWithoutATrustAnchorIsRefused(String anchors) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(DnssecMode.VALIDATE, anchors, server("192.0.2.53")))
                .withMessage("no trust anchor (DS or DNSKEY record) to validate with");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    . IN A 192.0.2.1                    | a trust anchor is a DS or DNSKEY record, not A
                    . IN DS 20326 8                     | trust anchors: line 1:
                    $INCLUDE /etc/passwd                | trust anchors: line 1:
                    trust-anchors { . initial-ds 1; };  | trust anchors: line 1:
                    """)
    void whatIsNoTrustAnchorIsRefusedWithItsPlace(String text, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(DnssecMode.VALIDATE, text, server("192.0.2.53")))
                .withMessageStartingWith(complaint);
    }

    @Test
    void aBadLineIsNamedByItsNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustAnchors.parse(DS + "\n; a comment\n. IN DS 1 2 3\n", Asking.NOW))
                .withMessageStartingWith("trust anchors: line 3:");
    }

    @Test
    void anchorsOfSeveralZonesAreRead() {
        String zoneKey = Records.parse("example.test. 60 IN DNSKEY 257 3 13 " + Records.P256)
                .toString();
        TrustAnchors anchors = TrustAnchors.parse(DS + "\n" + zoneKey + "\n", Asking.NOW);
        assertThat(anchors.zones()).containsExactly(Records.name("."), Records.name("example.test."));
    }

    @Test
    void upstreamsMustBeAddressesOfServersAndNotTooMany() {
        assertThatIllegalArgumentException().isThrownBy(() -> config(DnssecMode.OFF, "", server("0.0.0.0")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(DnssecMode.OFF, "", server("192.0.2.1").withPort(0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DnsConfig(
                        Collections.nCopies(6, server("192.0.2.1")),
                        DnssecMode.OFF,
                        "",
                        DnsConfig.DEFAULT_TIMEOUT,
                        DnsLimits.DEFAULT));
    }

    @Test
    void withoutUpstreamsAndWithoutACarrierThereIsNobodyToAsk() {
        DnsConfig nobody = config(DnssecMode.OFF, "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyDirectory(nobody, Clock.systemUTC()))
                .withMessage("there is no DNS upstream to ask");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT61S"})
    void aTimeoutMustBeReasonable(Duration timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new DnsConfig(List.of(server("192.0.2.1")), DnssecMode.OFF, "", timeout, DnsLimits.DEFAULT));
    }

    @ParameterizedTest
    @EnumSource
    void anchorsAreOnlyReadWhereTheyCount(DnssecMode dnssec) {
        Runnable make = () -> config(dnssec, "rubbish", server("127.0.0.1"));
        if (dnssec == DnssecMode.VALIDATE) {
            assertThatIllegalArgumentException().isThrownBy(make::run);
        } else {
            make.run();
        }
    }
}
