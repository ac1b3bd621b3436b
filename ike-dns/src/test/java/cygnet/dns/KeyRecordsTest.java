package cygnet.dns;

import static cygnet.dns.Records.name;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.Record;

/** IPSECKEY records (RFC 4025). */
class KeyRecordsTest {
    private static Found<HostKey> read(List<Record> records) {
        Found<Record> found = new Found<>(records, Validation.SECURE, Duration.ofHours(1), List.of());
        return (Found<HostKey>)
                KeyRecords.read(name("bob.test."), found, own("192.0.2.2", "2001:db8::2"), DnsLimits.DEFAULT);
    }

    private static Found<IpAddress> own(String... addresses) {
        return new Found<>(
                Arrays.stream(addresses).map(IpAddress::parse).toList(),
                Validation.SECURE,
                Duration.ofMinutes(30),
                List.of());
    }

    private static DnsOutcome<HostKey> read(Validation validation, DnsOutcome<IpAddress> addresses, String... rdata) {
        List<Record> records = Arrays.stream(rdata)
                .map(text -> Records.parse("bob.test. 3600 IN IPSECKEY " + text))
                .toList();
        Found<Record> found = new Found<>(records, validation, Duration.ofHours(1), List.of());
        return KeyRecords.read(name("bob.test."), found, addresses, DnsLimits.DEFAULT);
    }

    private static Found<HostKey> read(String... rdata) {
        return read(Arrays.stream(rdata)
                .map(text -> Records.parse("bob.test. 3600 IN IPSECKEY " + text))
                .toList());
    }

    @Test
    void lowerPrecedenceComesFirstWhateverTheOrderOfTheServer() {
        Found<HostKey> found = read(
                "30 0 2 . " + Records.RSA,
                "0 0 3 . " + Records.P256,
                "255 0 3 . " + Records.P384,
                "20 0 4 . " + Records.ED25519);
        assertThat(found.records()).extracting(HostKey::precedence).containsExactly(0, 20, 30, 255);
        assertThat(found.records())
                .extracting(key -> key.key().type())
                .containsExactly(KeyType.ECDSA, KeyType.ED25519, KeyType.RSA, KeyType.ECDSA);
        assertThat(found.records()).extracting(key -> key.key().bits()).containsExactly(256, 255, 2048, 384);
        assertThat(found.flaws()).isEmpty();
        assertThat(found.validation()).isEqualTo(Validation.SECURE);
        assertThat(found.ttl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aKeyThatIsPublishedTwiceIsOneKeyAtItsBestPrecedence() {
        Found<HostKey> found = read("30 0 4 . " + Records.ED25519, "20 0 4 . " + Records.ED25519);
        assertThat(found.records()).extracting(HostKey::precedence).containsExactly(20);
        assertThat(found.flaws()).isEmpty();
    }

    /** The 2011 journal's own zone had this mistake. */
    @Test
    void algorithmOneWithRsaDataIsNamedAsSuch() {
        Found<HostKey> found = read("10 0 1 . " + Records.RSA, "20 0 4 . " + Records.ED25519);
        assertThat(found.records()).hasSize(1);
        assertThat(found.flaws())
                .containsExactly("IPSECKEY 10 0 1: algorithm 1 (DSA) but the key data is RSA in RFC 3110 form:"
                        + " publish it with algorithm 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    10 0 0 .                  | IPSECKEY 10 0 0: carries no key
                    10 0 2 .                  | IPSECKEY 10 0 2: carries no key
                    10 0 2 . AQ==             | IPSECKEY 10 0 2: algorithm 2 (RSA)
                    10 0 3 . AAAA             | IPSECKEY 10 0 3: algorithm 3 (ECDSA)
                    10 0 4 . AAAA             | IPSECKEY 10 0 4: algorithm 4 (EdDSA)
                    10 0 5 . AAAA             | IPSECKEY 10 0 5: algorithm 5 is unknown
                    10 1 4 192.0.2.9 AAAA     | IPSECKEY 10 1 4: names the gateway 192.0.2.9 to answer for bob.test.
                    10 2 4 2001:db8::9 AAAA   | IPSECKEY 10 2 4: names the gateway 2001:db8:0:0:0:0:0:9 to answer for
                    10 3 4 gw.test. AAAA      | IPSECKEY 10 3 4: names the gateway gw.test. to answer for bob.test.
                    10 3 4 . AAAA             | IPSECKEY 10 3 4: names the gateway . to answer for bob.test.
                    """)
    void aRecordThatCannotBeUsedIsAFlawAndSpoilsNothing(String rdata, String flaw) {
        Found<HostKey> found = read(rdata, "20 0 4 . " + Records.ED25519);
        assertThat(found.records()).extracting(HostKey::precedence).containsExactly(20);
        assertThat(found.flaws()).singleElement().asString().startsWith(flaw);
    }

    @Test
    void onlyFlawsLeaveAnEmptyFind() {
        Found<HostKey> found = read("10 0 0 .");
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws()).hasSize(1);
    }

    /** RFC 4025 section 4.1.2: the gateway is the owner, in whatever case it is written. */
    @Test
    void aGatewayThatIsTheOwnerIsNoGateway() {
        assertThat(read("10 3 4 BOB.Test. " + Records.ED25519).records()).hasSize(1);
    }

    /** RFC 4025 section 3.2, first example. */
    @ParameterizedTest
    @ValueSource(strings = {"10 1 4 192.0.2.2 ", "10 2 4 2001:db8::2 "})
    void aGatewayThatIsTheOwnersAddressIsNoGateway(String rdata) {
        Found<HostKey> found = read(rdata + Records.ED25519);
        assertThat(found.records()).hasSize(1);
        assertThat(found.flaws()).isEmpty();
        assertThat(found.ttl()).as("no longer than the address").isEqualTo(Duration.ofMinutes(30));
    }

    /** RFC 4025 section 4.1.2. */
    @Test
    void withoutDnssecNoGatewayAddressCountsAndNobodyIsAskedAboutIt() {
        String record = "10 1 4 192.0.2.2 " + Records.ED25519;
        Found<?> found = (Found<?>) read(Validation.UNVALIDATED, own("192.0.2.2"), record);
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws())
                .containsExactly("IPSECKEY 10 1 4: names the gateway 192.0.2.2 to answer for bob.test., which"
                        + " without DNSSEC must be ignored (RFC 4025 section 4.1.2); publish the host's own key"
                        + " with gateway type 0 and gateway \".\"");
        Record parsed = Records.parse("bob.test. 3600 IN IPSECKEY " + record);
        assertThat(KeyRecords.needAddresses(
                        new Found<>(List.of(parsed), Validation.UNVALIDATED, Duration.ofHours(1), List.of())))
                .isFalse();
        assertThat(KeyRecords.needAddresses(
                        new Found<>(List.of(parsed), Validation.SECURE, Duration.ofHours(1), List.of())))
                .isTrue();
    }

    @Test
    void anAddressThatNobodyVouchesForDoesNotMakeTheGatewayTheOwner() {
        Found<IpAddress> unsigned =
                new Found<>(own("192.0.2.2").records(), Validation.UNVALIDATED, Duration.ofHours(1), List.of());
        Found<?> found = (Found<?>) read(Validation.SECURE, unsigned, "10 1 4 192.0.2.2 " + Records.ED25519);
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws())
                .singleElement()
                .asString()
                .contains("names the gateway 192.0.2.2 to answer for bob.test., which is its own address only without");
    }

    /** Else a name server that is down for a moment would pass for a host that has no key. */
    @Test
    void ifTheAddressesCannotBeLookedUpThatIsTheOutcome() {
        DnsOutcome<IpAddress> late = new DnsOutcome.Timeout<>("bob.test. A");
        String byAddress = "10 1 4 192.0.2.2 " + Records.ED25519;
        assertThat(read(Validation.SECURE, late, byAddress)).isEqualTo(new DnsOutcome.Timeout<>("bob.test. A"));
        Found<?> found = (Found<?>) read(Validation.SECURE, late, byAddress, "20 0 3 . " + Records.P256);
        assertThat(found.records()).hasSize(1);
        assertThat(found.ttl()).as("soon asked again").isEqualTo(Duration.ofMinutes(1));
        assertThat(found.flaws())
                .singleElement()
                .asString()
                .contains("whether that is its own address can't be told: timeout: bob.test. A");
    }

    @Test
    void behindAnAliasTheGatewayMayBeEitherName() {
        for (String gateway : List.of("bob.test.", "host7.test.")) {
            Record record = Records.parse("host7.test. 3600 IN IPSECKEY 10 3 4 " + gateway + " " + Records.ED25519);
            assertThat(read(List.of(record)).records()).as(gateway).hasSize(1);
        }
    }

    @Test
    void ofTwentyRecordsTheBestSixteenAreRead() {
        List<Record> records = new ArrayList<>();
        for (int i = 20; i > 0; i--) {
            records.add(Records.parse("bob.test. 3600 IN IPSECKEY " + i + " 0 0 ."));
        }
        assertThat(read(records).flaws())
                .hasSize(17)
                .startsWith("4 more IPSECKEY records were not read: at most 16 are", "IPSECKEY 1 0 0: carries no key");
    }

    @Test
    void noMoreThanFourKeysAreReturnedAndTheRestIsNamed() {
        List<Record> records = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] key = Base64.getDecoder().decode(Records.RSA);
            key[key.length - 2] += (byte) i;
            records.add(new IPSECKEYRecord(name("bob.test."), DClass.IN, 60, i, 0, 2, null, key));
        }
        Found<HostKey> found = read(records);
        assertThat(found.records()).extracting(HostKey::precedence).containsExactly(0, 1, 2, 3);
        assertThat(found.flaws())
                .containsExactly(
                        "IPSECKEY 4 0 2: not used: at most 4 keys of a name are",
                        "IPSECKEY 5 0 2: not used: at most 4 keys of a name are");
    }

    @Test
    void aHostileGatewayNameIsEscaped() {
        assertThat(read("10 3 4 a\\010b\\.c.test. AAAA").flaws())
                .singleElement()
                .asString()
                .contains("a\\010b\\.c.test.")
                .doesNotContain("\n");
    }
}
