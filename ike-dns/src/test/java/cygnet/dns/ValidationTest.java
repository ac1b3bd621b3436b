package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.NOW;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertBogus;
import static cygnet.dns.Asking.assertServerFailure;
import static cygnet.dns.Asking.assertTimeout;
import static cygnet.dns.Asking.await;
import static cygnet.dns.Records.name;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Validation inside Cygnet (RFC 4035 section 5), against a server that misbehaves as told. */
class ValidationTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final SignedZone zone;
    private FakeDnsServer server;
    private Asking asking;

    ValidationTest() {
        tree.signed("test.");
        zone = tree.signed("example.test.");
        SignedZone unsigned = tree.unsigned("insecure.test.");
        zone.add("bob.example.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        zone.add("bob.example.test. 600 IN A 192.0.2.2");
        zone.add("www.example.test. 300 IN CNAME bob.example.test.");
        zone.add("out.example.test. 600 IN CNAME bob.insecure.test.");
        zone.add("renamed.example.test. 200 IN DNAME example.test.");
        unsigned.add("bob.insecure.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        unsigned.add("in.insecure.test. 600 IN CNAME bob.example.test.");
        unsigned.add("gateway.insecure.test. 600 IN IPSECKEY 10 1 4 192.0.2.9 " + Records.ED25519);
    }

    @BeforeEach
    void start() {
        server = new FakeDnsServer(tree::answer);
        asking = Asking.validating(tree.trustAnchor(), Asking.PATIENCE, server.endpoint());
    }

    @AfterEach
    void stop() {
        asking.close();
        server.close();
    }

    @Test
    void aChainOfTrustFromTheAnchorMakesAnAnswerSecure() {
        Found<?> found = asking.foundKeys("bob.example.test");
        assertThat(found.validation()).isEqualTo(Validation.SECURE);
        assertThat(found.records()).hasSize(1);
        assertThat(found.flaws()).isEmpty();
        assertThat(found.ttl()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theCaseOfLettersDoesNotMatter() {
        zone.add("Carol.eXample.test. 600 IN IPSECKEY 10 3 4 CAROL.example.TEST. " + Records.ED25519);
        assertThat(asking.foundKeys("carol.example.test").validation()).isEqualTo(Validation.SECURE);
        assertThat(asking.foundKeys("carol.example.test").records()).hasSize(1);
    }

    @Test
    void aliasesBetweenSecureNamesStaySecureAndTheirTtlCounts() {
        Found<?> cname = asking.foundKeys("www.example.test");
        assertThat(cname.validation()).isEqualTo(Validation.SECURE);
        assertThat(cname.ttl()).isEqualTo(Duration.ofMinutes(5));
        Found<?> dname = asking.foundKeys("bob.renamed.example.test");
        assertThat(dname.validation()).isEqualTo(Validation.SECURE);
        assertThat(dname.ttl()).isEqualTo(Duration.ofSeconds(200));
    }

    @Test
    void oneInsecureLinkMakesTheWholeWayUnvalidated() {
        assertThat(asking.foundKeys("out.example.test").validation()).isEqualTo(Validation.UNVALIDATED);
        assertThat(asking.foundKeys("in.insecure.test").validation()).isEqualTo(Validation.UNVALIDATED);
    }

    @Test
    void aChildThatItsParentProvesUnsignedIsUnvalidated() {
        assertThat(asking.foundKeys("bob.insecure.test").validation()).isEqualTo(Validation.UNVALIDATED);
        assertAbsent(asking.keys("nokey.insecure.test"), false, false);
    }

    /** RFC 4025 section 4.1.2. */
    @Test
    void anUnsignedRecordWithAGatewayIsIgnored() {
        Found<?> found = asking.foundKeys("gateway.insecure.test");
        assertThat(found.records()).isEmpty();
        assertThat(found.flaws()).singleElement().asString().contains("names the gateway 192.0.2.9");
    }

    /** RFC 4025 section 3.2: a host that answers for itself may say so with its address. */
    @Test
    void aGatewayIsTheOwnerIfItsSignedAddressesSaySo() {
        zone.add("self.example.test. 600 IN IPSECKEY 10 1 4 192.0.2.5 " + Records.ED25519);
        zone.add("self.example.test. 300 IN A 192.0.2.5");
        zone.add("other.example.test. 600 IN IPSECKEY 10 1 4 192.0.2.5 " + Records.ED25519);
        zone.add("other.example.test. 600 IN A 192.0.2.6");
        zone.add("alias.example.test. 600 IN CNAME self.example.test.");
        Found<?> self = asking.foundKeys("self.example.test");
        assertThat(self.records()).hasSize(1);
        assertThat(self.validation()).isEqualTo(Validation.SECURE);
        assertThat(self.ttl()).isEqualTo(Duration.ofMinutes(2)); // the absence of AAAA records
        assertThat(asking.foundKeys("alias.example.test").records()).hasSize(1);
        Found<?> other = asking.foundKeys("other.example.test");
        assertThat(other.records()).isEmpty();
        assertThat(other.flaws())
                .singleElement()
                .asString()
                .contains("names the gateway 192.0.2.5 to answer for other");
    }

    @Test
    void addressesThatCannotBeLookedUpMakeNoJudgementOnAGateway() {
        zone.add("self.example.test. 600 IN IPSECKEY 10 1 4 192.0.2.5 " + Records.ED25519);
        server.respondWith(FakeDnsServer.except(
                "self.example.test.",
                Type.A,
                FakeDnsServer.refusal(Rcode.REFUSED),
                FakeDnsServer.messages(tree::answer)));
        assertServerFailure(asking.keys("self.example.test"), "answered REFUSED about self.example.test. A");
    }

    @Test
    void absenceIsProvenBySignedNsecRecords() {
        zone.add("nokey.example.test. 600 IN A 192.0.2.3");
        assertAbsent(asking.keys("nokey.example.test"), true, true);
        assertAbsent(asking.keys("nowhere.example.test"), true, false);
    }

    @Test
    void absenceWithoutProofInASignedZoneIsBogus() {
        mangleAnswersAbout("nowhere.example.test.", answer -> without(answer, Section.AUTHORITY, Type.NSEC));
        assertBogus(asking.keys("nowhere.example.test"), "");
    }

    @Test
    void aReplacedKeyIsBogus() {
        mangleAnswersAbout("bob.example.test.", answer -> {
            Message forged = without(answer, Section.ANSWER, Type.IPSECKEY);
            forged.addRecord(
                    Records.parse("bob.example.test. 600 IN IPSECKEY 10 0 3 . " + Records.P256), Section.ANSWER);
            return forged;
        });
        assertBogus(asking.keys("bob.example.test"), "bob.example.test. IPSECKEY");
    }

    @Test
    void aMissingSignatureIsBogus() {
        mangleAnswersAbout("bob.example.test.", answer -> without(answer, Section.ANSWER, Type.RRSIG));
        assertBogus(asking.keys("bob.example.test"), "missing signature");
    }

    @Test
    void anAdditionalForgedKeyIsBogus() {
        mangleAnswersAbout("bob.example.test.", answer -> {
            answer.addRecord(
                    Records.parse("bob.example.test. 600 IN IPSECKEY 1 0 3 . " + Records.P256), Section.ANSWER);
            return answer;
        });
        assertBogus(asking.keys("bob.example.test"), "");
    }

    @Test
    void anExpiredSignatureIsBogusAndSaysSince() {
        SignedZone old =
                tree.add(SignedZone.signed(name("old.test."), YESTERDAY.minusSeconds(60), NOW.minusSeconds(1)));
        old.add("bob.old.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        assertBogus(asking.keys("bob.old.test"), "expired at 2026-06-01T11:59:59Z");
    }

    @Test
    void aSignatureOfTomorrowIsBogusAndSaysSo() {
        SignedZone early = tree.add(SignedZone.signed(name("early.test."), NOW.plusSeconds(3600), NEXT_MONTH));
        early.add("bob.early.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        assertBogus(asking.keys("bob.early.test"), "is not valid before 2026-06-01T13:00:00Z");
    }

    @Test
    void aChildWhoseKeyIsNotTheOneThatItsParentNamesIsBogus() {
        SignedZone impostor = SignedZone.signed(name("example.test."), YESTERDAY, NEXT_MONTH);
        impostor.add("bob.example.test. 600 IN IPSECKEY 10 0 3 . " + Records.P256);
        ZoneTree other = new ZoneTree(YESTERDAY, NEXT_MONTH);
        other.signed("test.");
        other.add(impostor);
        server.respondWith((query, overTcp) -> {
            boolean below = query.getQuestion().getName().subdomain(name("example.test."))
                    && query.getQuestion().getType() != Type.DS;
            return FakeDnsServer.messages(below ? other::answer : tree::answer).respond(query, overTcp);
        });
        assertBogus(asking.keys("bob.example.test"), "");
    }

    @Test
    void theAdBitOfAnUpstreamCountsForNothing() {
        server.respondWith(FakeDnsServer.messages(query -> {
            Message answer = tree.answer(query);
            answer.getHeader().setFlag(Flags.AD);
            return answer;
        }));
        assertThat(asking.foundKeys("bob.insecure.test").validation()).isEqualTo(Validation.UNVALIDATED);
    }

    @Test
    void theUpstreamIsToldNotToValidate() {
        asking.foundKeys("bob.example.test");
        assertThat(server.queries()).allMatch(query -> query.getHeader().getFlag(Flags.CD));
    }

    @Test
    void aServersFailureInTheChainOfTrustIsNotBogus() {
        server.respondWith(FakeDnsServer.except(
                "example.test.",
                Type.DNSKEY,
                FakeDnsServer.refusal(Rcode.SERVFAIL),
                FakeDnsServer.messages(tree::answer)));
        assertServerFailure(asking.keys("bob.example.test"), "answered SERVFAIL about example.test. DNSKEY");
    }

    /** The validator itself would pass these off as unproven. */
    @Test
    void aServersFailureInTheProofOfAbsenceIsNotAbsence() {
        zone.add("nokey.example.test. 600 IN A 192.0.2.3");
        server.respondWith(FakeDnsServer.except(
                "example.test.", Type.DS, FakeDnsServer.refusal(Rcode.REFUSED), FakeDnsServer.messages(tree::answer)));
        assertServerFailure(asking.keys("nowhere.example.test"), "answered REFUSED about example.test. DS");
        assertServerFailure(asking.keys("nokey.example.test"), "answered REFUSED about example.test. DS");
    }

    @Test
    void silenceInTheChainOfTrustIsATimeout() {
        server.respondWith(FakeDnsServer.except(
                "example.test.", Type.DNSKEY, FakeDnsServer.silence(), FakeDnsServer.messages(tree::answer)));
        try (Asking impatient = Asking.validating(tree.trustAnchor(), Asking.IMPATIENCE, server.endpoint())) {
            assertTimeout(impatient.keys("bob.example.test"), "example.test. DNSKEY");
        }
    }

    @Test
    void namesOutsideTheTrustAnchorsAreUnvalidated() {
        String anchor = zone.key().toString();
        try (Asking partly = Asking.validating(anchor, Asking.PATIENCE, server.endpoint())) {
            assertThat(partly.foundKeys("bob.example.test").validation()).isEqualTo(Validation.SECURE);
            assertThat(partly.foundKeys("bob.insecure.test").validation()).isEqualTo(Validation.UNVALIDATED);
        }
    }

    @Test
    void aSignaturesEndShortensTheTtl() {
        SignedZone ending = tree.add(SignedZone.signed(name("ending.test."), YESTERDAY, NOW.plusSeconds(90)));
        ending.add("bob.ending.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        assertThat(asking.foundKeys("bob.ending.test").ttl()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void isReadyWhenTheAnchorFitsTheRoot() {
        assertThat(await(asking.directory().checkReady())).isEmpty();
    }

    @Test
    void isNotReadyWithAForeignAnchor() {
        String foreign = new ZoneTree(YESTERDAY, NEXT_MONTH).trustAnchor();
        try (Asking lost = Asking.validating(foreign, Asking.PATIENCE, server.endpoint())) {
            assertThat(await(lost.directory().checkReady()))
                    .singleElement()
                    .asString()
                    .startsWith("the trust anchor of zone . validates nothing: bogus");
        }
    }

    @Test
    void aServerThatFollowsOnlyAPartOfTheWayIsFollowedUp() {
        server.respondWith(FakeDnsServer.messages(query -> onlyFirstAlias(tree.answer(query))));
        assertThat(asking.foundKeys("out.example.test").validation()).isEqualTo(Validation.UNVALIDATED);
        assertThat(asking.foundKeys("www.example.test").validation()).isEqualTo(Validation.SECURE);
    }

    private static Message onlyFirstAlias(Message answer) {
        List.copyOf(answer.getSection(Section.ANSWER)).stream()
                .filter(record -> !record.getName().equals(answer.getQuestion().getName()))
                .forEach(record -> answer.removeRecord(record, Section.ANSWER));
        return answer;
    }

    private void mangleAnswersAbout(String name, UnaryOperator<Message> mangle) {
        server.respondWith(FakeDnsServer.except(
                name,
                Type.IPSECKEY,
                FakeDnsServer.messages(query -> mangle.apply(tree.answer(query))),
                FakeDnsServer.messages(tree::answer)));
    }

    private static Message without(Message answer, int section, int type) {
        for (Record record : List.copyOf(answer.getSection(section))) {
            boolean signatureOfIt = record instanceof RRSIGRecord signature && signature.getTypeCovered() == type;
            if (record.getType() == type || (type == Type.NSEC && signatureOfIt)) {
                answer.removeRecord(record, section);
            }
        }
        return answer;
    }
}
