package cygnet.dns;

import static cygnet.dns.Asking.IMPATIENCE;
import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.PATIENCE;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertBogus;
import static cygnet.dns.Asking.assertTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.dns.FakeDnsServer.Responder;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.KEYRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** TXT records X-IPsec-Server and KEY records (RFC 4322 section 5), in signed and unsigned zones. */
class LegacyKeysTest {
    private static final String BOB = "bob.example.test";
    private static final String BOB_REVERSE = "2.2.0.192.in-addr.arpa";

    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final SignedZone example;
    private final SignedZone unsigned;
    private final SignedZone reverse;
    private final SignedZone unsignedReverse;
    private final FakeDnsServer server = new FakeDnsServer(tree::answer);
    private final Asking asking = Asking.readingLegacyRows(tree.trustAnchor(), PATIENCE, server.endpoint());

    LegacyKeysTest() {
        tree.signed("test.");
        example = tree.signed("example.test.");
        unsigned = tree.unsigned("insecure.test.");
        tree.signed("arpa.");
        reverse = tree.signed("2.0.192.in-addr.arpa.");
        unsignedReverse = tree.unsigned("100.51.198.in-addr.arpa.");
        example.add(BOB + ". 600 IN A 192.0.2.2");
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    private static void txt(SignedZone zone, String name, String text) {
        zone.add(name + ". 600 IN TXT " + Records.strings(text));
    }

    /** {@code flags}: 0x4200 is what RFC 4322 section 5.1 wants. */
    private static void key(SignedZone zone, String name, int flags, int protocol, int algorithm, String key) {
        zone.add(new KEYRecord(
                Records.name(name + "."),
                DClass.IN,
                600,
                flags,
                protocol,
                algorithm,
                Base64.getDecoder().decode(key)));
    }

    private static void assertOneKey(Found<HostKey> found) {
        assertThat(found.flaws()).isEmpty();
        assertThat(found.records()).singleElement().satisfies(key -> {
            assertThat(key.key().type()).isEqualTo(KeyType.RSA);
            assertThat(key.key().ipsecKey().toByteArray())
                    .isEqualTo(Base64.getDecoder().decode(Records.RSA));
        });
    }

    private void assertOnlyFlaw(String name, String flaw) {
        Found<HostKey> found = asking.foundKeys(name);
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws()).singleElement().asString().isEqualTo(flaw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(10)=192.0.2.2 ", "=192.0.2.2\t", "(65535)= 192.0.2.2  0s"})
    void aReverseRowWithTheAddressItselfHasTheKey(String row) {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server" + row + Records.RSA);
        assertOneKey(asking.foundKeys(BOB_REVERSE));
        assertThat(asking.foundKeys(BOB_REVERSE).validation()).isEqualTo(Validation.SECURE);
        Found<?> names = (Found<?>) asking.names("192.0.2.2");
        assertThat(names.records()).isEqualTo(List.of(new DomainName(BOB_REVERSE)));
        assertThat(names.validation()).isEqualTo(Validation.SECURE);
    }

    /** RFC 4322 section 5.2.1: "Whitespace characters in the base64 encoding are to be ignored." */
    @Test
    void whiteSpaceInAKeyIsIgnored() {
        txt(reverse, BOB_REVERSE, "x-ipsec-server (10)=");
        txt(reverse, BOB_REVERSE, "X-IPSEC-SERVER(1)=192.0.2.2 " + Records.RSA.replaceAll("(.{40})", "$1 \t"));
        assertOneKey(asking.foundKeys(BOB_REVERSE));
    }

    /** The design of 2000, and RFC 4322 section 5.2: "If this field is absent, ..." */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.2", "192.0.2.2 @2.2.0.192.in-addr.arpa", "192.0.2.2 @keys.example.test"})
    void aRowMayPointToKeyRecords(String value) {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server(10)=" + value);
        key(
                value.endsWith("test") ? example : reverse,
                value.endsWith("test") ? "keys.example.test" : BOB_REVERSE,
                0x4200,
                4,
                1,
                Records.RSA);
        assertOneKey(asking.foundKeys(BOB_REVERSE));
        assertThat(asking.foundKeys(BOB_REVERSE).records().get(0).precedence()).isEqualTo(10);
        assertThat(asking.foundKeys(BOB_REVERSE).validation()).isEqualTo(Validation.SECURE);
    }

    /** For an FQDN as identity: by TXT as that software wrote it, or by KEY alone (RFC 4322 section 5.3). */
    @Test
    void aForwardNameHasItsKeysUnderItself() {
        txt(example, "a.example.test", "X-IPsec-Server(10)=@a.example.test " + Records.RSA);
        txt(example, "a.example.test", "v=spf1 -all");
        txt(example, "b.example.test", "X-IPsec-Server(10)=@B.Example.Test.");
        key(example, "b.example.test", 0x4200, 4, 5, Records.RSA);
        key(example, "c.example.test", 0x0200, 255, 1, Records.RSA);
        txt(example, BOB, "X-IPsec-Server(10)=192.0.2.2 " + Records.RSA);
        example.add("d.example.test. 600 IN CNAME a.example.test.");
        for (String name : List.of("a.example.test", "b.example.test", "c.example.test", BOB)) {
            assertOneKey(asking.foundKeys(name));
        }
    }

    @Test
    void theLowestPriorityComesFirstAndKeyRecordsLast() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server=192.0.2.2 " + Records.RSA);
        txt(reverse, BOB_REVERSE, "X-IPsec-Server(20)=192.0.2.2 " + Records.RSA_3072);
        key(reverse, BOB_REVERSE, 0x4200, 4, 1, Records.OTHER_RSA);
        assertThat(asking.foundKeys(BOB_REVERSE).records())
                .extracting(HostKey::precedence)
                .containsExactly(20, 255, 255);
        assertThat(asking.foundKeys(BOB_REVERSE).records())
                .extracting(key -> key.key().bits())
                .containsExactly(3072, 2048, 2048);
    }

    @Test
    void anIpsecKeyRecordWinsEvenIfItCannotBeUsed() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server=192.0.2.2 " + Records.RSA);
        reverse.add(BOB_REVERSE + ". 600 IN IPSECKEY 10 0 0 .");
        assertOnlyFlaw(BOB_REVERSE, "IPSECKEY 10 0 0: carries no key");
        assertThat(server.queries(BOB_REVERSE + ".", Type.TXT)).isZero();
    }

    @Test
    void nobodyIsAskedAboutThemUnlessTheyAreToBeRead() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server=192.0.2.2 " + Records.RSA);
        try (Asking modern = Asking.validating(tree.trustAnchor(), PATIENCE, server.endpoint())) {
            assertAbsent(modern.keys(BOB_REVERSE), true, true);
            assertThat(server.queries(BOB_REVERSE + ".", Type.TXT)).isZero();
            assertThat(server.queries(BOB_REVERSE + ".", Type.KEY)).isZero();
        }
    }

    @Test
    void aNameWithoutAnyOfThemIsAnAbsence() {
        txt(example, BOB, "v=spf1 -all");
        key(example, BOB, 0x0200, 3, 13, Records.P256);
        assertAbsent(asking.keys(BOB), true, true);
        assertAbsent(asking.keys("nobody.example.test"), true, false);
        assertAbsent(asking.keys("nobody.insecure.test"), false, false);
        assertAbsent(asking.names("192.0.2.77"), true, false);
    }

    @Test
    void withoutDnssecTheKeyIsUnvalidated() {
        txt(unsignedReverse, "1.100.51.198.in-addr.arpa", "X-IPsec-Server=198.51.100.1 " + Records.RSA);
        assertThat(asking.foundKeys("1.100.51.198.in-addr.arpa").records()).hasSize(1);
        assertThat(asking.foundKeys("1.100.51.198.in-addr.arpa").validation()).isEqualTo(Validation.UNVALIDATED);
    }

    /** A key lives no longer than that there is no better one. */
    @Test
    void theKeyIsKeptNoLongerThanTheAbsenceOfIpsecKey() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server=192.0.2.2 " + Records.RSA);
        assertThat(asking.foundKeys(BOB_REVERSE).ttl()).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2.2.0.192.in-addr.arpa | X-IPsec-Server(10)=192.0.2.9 AQ | TXT X-IPsec-Server(10)=192.0.2.9: names the gateway 192.0.2.9 to answer for 2.2.0.192.in-addr.arpa, which is not its own address; publish the host's own key in an IPSECKEY record with gateway type 0 and gateway "."
                    bob.example.test | X-IPsec-Server=192.0.2.9 AQ | TXT X-IPsec-Server=192.0.2.9: names the gateway 192.0.2.9 to answer for bob.example.test, which is not its own address; publish the host's own key in an IPSECKEY record with gateway type 0 and gateway "."
                    bob.example.test | X-IPsec-Server=@gw.example.test AQ | TXT X-IPsec-Server=@gw.example.test: names the gateway @gw.example.test to answer for bob.example.test, which is another host; publish the host's own key in an IPSECKEY record with gateway type 0 and gateway "."
                    bob.example.test | X-IPsec-Server=@bob.example.test AQ | TXT X-IPsec-Server=@bob.example.test: an exponent of 1 octets does not fit into 1 octets of key data (RFC 3110 section 2)
                    bob.example.test | X-IPsec-Server=@bob.example.test A* | TXT X-IPsec-Server=@bob.example.test: the key is not base64
                    bob.example.test | X-IPsec-Server=@bob.example.test @unsigned.insecure.test | TXT X-IPsec-Server=@bob.example.test: its key is that of unsigned.insecure.test, for which DNSSEC does not vouch
                    bob.example.test | X-IPsec-Server=@bob.example.test @no.example.test | TXT X-IPsec-Server=@bob.example.test: its key is that of no.example.test, which has no KEY record for IPsec
                    bob.example.test | X-IPsec-Server=@bob.example.test | TXT X-IPsec-Server=@bob.example.test: its key is that of bob.example.test, which has no KEY record for IPsec
                    bob.example.test | X-IPsec-Server(10=@bob.example.test | TXT X-IPsec-Server(10=@bob.example.test: the priority is not a number from 0 to 65535 in brackets
                    """)
    void aRowThatCannotBeUsedIsAFlaw(String name, String row, String flaw) {
        key(unsigned, "unsigned.insecure.test", 0x4200, 4, 1, Records.RSA);
        SignedZone zone = name.endsWith("arpa") ? reverse : example;
        txt(zone, name, row);
        assertOnlyFlaw(name, flaw);
    }

    /** RFC 4322 section 5.2: with {@code @name} the host says how it identifies itself; its keys are that name's. */
    @Test
    void aNameInAReverseRowIsTheAddressesNameIfItsOwnAddressesConfirmIt() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server(10)=@" + BOB + " " + Records.OTHER_RSA);
        txt(reverse, "3.2.0.192.in-addr.arpa", "X-IPsec-Server(10)=@" + BOB);
        txt(example, BOB, "X-IPsec-Server(10)=@" + BOB + " " + Records.RSA);
        Found<?> names = (Found<?>) asking.names("192.0.2.2");
        assertThat(names.records()).isEqualTo(List.of(new DomainName(BOB)));
        assertThat(names.validation()).isEqualTo(Validation.SECURE);
        assertOneKey(asking.foundKeys(BOB));
        assertThat(asking.foundKeys(BOB_REVERSE).records()).isEmpty();
        Found<?> others = (Found<?>) asking.names("192.0.2.3");
        assertThat(others.records()).isEmpty();
        assertThat(others.flaws()).contains("TXT " + BOB + ": that name does not have the address 192.0.2.3");
    }

    @Test
    void atMostTwoOtherNamesAreAskedForKeys() {
        for (int i = 1; i <= 5; i++) {
            txt(example, BOB, "X-IPsec-Server(" + i + ")=@" + BOB + " @k" + i + ".example.test");
            key(example, "k" + i + ".example.test", 0x4200, 4, 1, Records.RSA);
        }
        Found<HostKey> found = asking.foundKeys(BOB);
        assertThat(found.records()).hasSize(1);
        assertThat(found.flaws()).hasSize(3).allMatch(flaw -> flaw.contains("was not asked for: at most 2 names are"));
        assertThat(server.queries("k2.example.test.", Type.KEY)).isEqualTo(1);
        assertThat(server.queries("k3.example.test.", Type.KEY)).isZero();
    }

    private void failing(String name, int type, Responder how) {
        server.respondWith(FakeDnsServer.except(name + ".", type, how, FakeDnsServer.messages(tree::answer)));
    }

    private Responder bogus() {
        return FakeDnsServer.messages(tree::unsignedAnswer);
    }

    @Test
    void afterAFailureNobodyIsAskedAboutThem() {
        txt(reverse, BOB_REVERSE, "X-IPsec-Server=192.0.2.2 " + Records.RSA);
        failing(BOB_REVERSE, Type.IPSECKEY, bogus());
        assertBogus(asking.keys(BOB_REVERSE), "");
        failing(BOB_REVERSE, Type.IPSECKEY, FakeDnsServer.silence());
        try (Asking impatient = Asking.readingLegacyRows(tree.trustAnchor(), IMPATIENCE, server.endpoint())) {
            assertTimeout(impatient.keys(BOB_REVERSE), "IPSECKEY");
        }
        assertThat(server.queries(BOB_REVERSE + ".", Type.TXT)).isZero();
    }

    /** Bogus and failure are never "no key". */
    @ParameterizedTest
    @ValueSource(ints = {Type.TXT, Type.KEY})
    void aFailureOfOneOfTheirQuestionsIsTheOutcome(int type) {
        failing(BOB, type, bogus());
        assertBogus(asking.keys(BOB), "");
        failing(BOB, type, FakeDnsServer.silence());
        try (Asking impatient = Asking.readingLegacyRows(tree.trustAnchor(), IMPATIENCE, server.endpoint())) {
            assertTimeout(impatient.keys(BOB), Type.string(type));
        }
    }

    @Test
    void aKeyElsewhereThatCannotBeToldIsTheOutcomeUnlessThereIsAnother() {
        txt(example, BOB, "X-IPsec-Server=@" + BOB + " @k.example.test");
        txt(example, "two.example.test", "X-IPsec-Server=@two.example.test @k.example.test");
        txt(example, "two.example.test", "X-IPsec-Server=@two.example.test " + Records.RSA);
        key(example, "k.example.test", 0x4200, 4, 1, Records.OTHER_RSA);
        failing("k.example.test", Type.KEY, bogus());
        assertBogus(asking.keys(BOB), "");
        Found<HostKey> two = asking.foundKeys("two.example.test");
        assertThat(two.records()).hasSize(1);
        assertThat(two.flaws()).singleElement().asString().contains("its key is that of k.example.test, which can't");
        assertThat(two.ttl()).isEqualTo(Duration.ofMinutes(1));
    }

    /** As RFC 4025 section 4.1.2 has it for IPSECKEY. */
    @Test
    void anAddressThatNobodyVouchesForDoesNotMakeTheGatewayTheOwner() {
        DomainName bob = new DomainName(BOB);
        Duration hour = Duration.ofHours(1);
        Found<Record> texts = new Found<>(
                List.of(Records.parse(
                        BOB + ". 600 IN TXT " + Records.strings("X-IPsec-Server=192.0.2.2 " + Records.RSA))),
                Validation.SECURE,
                hour,
                List.of());
        LegacyAnswer answer = new LegacyAnswer(
                bob,
                ServerRow.read(texts, DnsLimits.DEFAULT),
                new Absent<>(true, true, hour),
                new Absent<>(true, true, hour));
        Found<IpAddress> addresses =
                new Found<>(List.of(IpAddress.parse("192.0.2.2")), Validation.UNVALIDATED, hour, List.of());
        Found<?> found = (Found<?>) new LegacyJudgement(answer, addresses, Map.of(), DnsLimits.DEFAULT).outcome();
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws()).singleElement().asString().contains("which is its own address only without DNSSEC");
    }
}
