package cygnet.dns;

import static cygnet.dns.Asking.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;

/** Files of trust anchors, plain and as resolvers keep them. */
class TrustAnchorsTest {
    private static final String KEY = " 3 13 " + Records.P256;

    /** As Unbound writes it. */
    private static final String AUTOTRUST = """
            ; autotrust trust anchor file
            ;;id: . 1
            ;;last_queried: 1780300000 ;;Mon Jun  1 08:00:00 2026
            ;;query_failed: 0
            .\t86400\tIN\tDNSKEY\t257%s ;{id = 1 (ksk), size = 256b} ;;state=%d [ STATE ] ;;count=0 ;;lastchange=1780000000
            example.test.\t3600\tIN\tDNSKEY\t257%s ;{id = 2 (ksk), size = 256b} ;;state=2 [  VALID  ] ;;count=0
            """;

    /** As BIND writes it: for the root, and for one more zone. */
    private static final String MANAGED_KEYS = """
            $ORIGIN .
            $TTL 0\t; 0 seconds
            @\t\t\tIN SOA\t. . (
            \t\t\t\t14         ; serial
            \t\t\t\t0          ; refresh (0 seconds)
            \t\t\t\t0          ; retry (0 seconds)
            \t\t\t\t0          ; expire (0 seconds)
            \t\t\t\t0          ; minimum (0 seconds)
            \t\t\t\t)
            \t\t\tKEYDATA\t20260602101010 %s %s %d 3 13 (
            \t\t\t\tzR5lo3StK5nd5rboEmcxPgxjlisqmxaj3QXMNzIWoowm
            \t\t\t\tGVKIPK8IvRbJFColRYs4SOtoG6n4jFTQRVCvozSWNA==
            \t\t\t\t) ; KSK; alg = ECDSAP256SHA256; key id = 1
            \t\t\t\t; next refresh: Tue, 02 Jun 2026 10:10:10 GMT
            \t\t\t\t; trusted since: Fri, 01 May 2026 10:10:10 GMT
            $ORIGIN test.
            example\t\t\tKEYDATA\t20260602101010 20260501101010 19700101000000 257 3 13 (
            \t\t\t\tzR5lo3StK5nd5rboEmcxPgxjlisqmxaj3QXMNzIWoowm
            \t\t\t\tGVKIPK8IvRbJFColRYs4SOtoG6n4jFTQRVCvozSWNA==
            \t\t\t\t) ; KSK; alg = ECDSAP256SHA256; key id = 1
            """;

    private static List<Name> zones(String text) {
        return TrustAnchors.parse(text, NOW).zones();
    }

    /** RFC 5011 section 4.2: start, pending, valid, missing, revoked, removed. */
    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "2,true", "3,true", "4,false", "5,false"})
    void ofUnboundsFileTheValidAndTheMissingKeysAreTrusted(int state, boolean trusted) {
        List<Name> zones = zones(AUTOTRUST.formatted(KEY, state, KEY));
        assertThat(zones.contains(Name.root)).isEqualTo(trusted);
        assertThat(zones).contains(Records.name("example.test."));
    }

    @ParameterizedTest
    @CsvSource({
        "20260501101010,19700101000000,257,true",
        "20260601120001,19700101000000,257,false",
        "19700101000000,19700101000000,257,false",
        "20260501101010,20260701101010,257,false",
        "20260501101010,19700101000000,385,false"
    })
    void ofBindsFileTheKeysAreTrustedWhoseTimeHasComeAndThatAreNotRevoked(
            String accepted, String removed, int flags, boolean trusted) {
        String text = MANAGED_KEYS.formatted(accepted, removed, flags);
        if (flags == 257) {
            List<Name> zones = zones(text);
            assertThat(zones.contains(Name.root)).isEqualTo(trusted);
            assertThat(zones).contains(Records.name("example.test."));
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> zones(text)).withMessageContaining("revoked");
        }
    }

    @Test
    void theKeyOfBindsFileIsTheWholeKey() {
        TrustAnchors anchors = TrustAnchors.parse(MANAGED_KEYS.formatted("20260501101010", "19700101000000", 257), NOW);
        DNSKEYRecord key = (DNSKEYRecord) anchors.records().get(0);
        assertThat(key.rdataToString())
                .isEqualTo(Records.parse(". 0 IN DNSKEY 257" + KEY).rdataToString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ". KEYDATA 1 2 3 257 3 13 AAAA",
                ". KEYDATA 20260501101010 20261399101010 19700101000000 257 3 13 AA"
            })
    void aBrokenRecordInBindsFileIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zones(text))
                .withMessageStartingWith("trust anchors: not a");
    }

    @Test
    void aFileInWhichNoKeyIsTrustedYetHasNoTrustAnchor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zones(". KEYDATA 20260501101010 20270101000000 19700101000000 257" + KEY))
                .withMessageStartingWith("no trust anchor");
    }

    /** RFC 5011 section 2.1. */
    @Test
    void aRevokedKeyIsNoTrustAnchor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zones(". IN DNSKEY 385" + KEY))
                .withMessage(
                        "all trust anchors of zone . are revoked or weak (SHA-1): validation can't begin with them");
        assertThat(TrustAnchors.parse(". IN DNSKEY 385" + KEY + "\n. IN DNSKEY 257" + KEY + "\n", NOW)
                        .records())
                .hasSize(1);
    }

    /** Else everything below would count as unsigned, and nothing would tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ". IN DS 20326 8 1 AE1EA5B974D4C858B740BD03E3CED7EBFCBD1724",
                ". IN DS 20326 5 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"
            })
    void aWeakAnchorIsRefusedIfTheZoneHasNoBetterOne(String weak) {
        String good = ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zones(weak + "\nexample.test." + good.substring(1)))
                .withMessageStartingWith("all trust anchors of zone . are revoked or weak");
        assertThat(TrustAnchors.parse(weak + "\n" + good, NOW).records()).hasSize(1);
    }
}
