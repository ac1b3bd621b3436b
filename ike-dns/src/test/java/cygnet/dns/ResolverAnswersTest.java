package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.PATIENCE;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertAbsent;
import static cygnet.dns.Asking.assertBogus;
import static cygnet.dns.Asking.assertServerFailure;
import static cygnet.dns.Asking.await;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome.Validation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A resolver's word on DNSSEC: the AD bit, and SERVFAIL for bogus data. */
class ResolverAnswersTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final FakeDnsServer server = new FakeDnsServer(tree::answer);

    ResolverAnswersTest() {
        tree.signed("test.").add("bob.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        tree.unsigned("insecure.test.").add("bob.insecure.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Message vouched(Message query) {
        Message answer = tree.answer(query);
        answer.getHeader().setFlag(Flags.AD);
        return answer;
    }

    private static Message servfail(Message query, ExtendedErrorCodeOption... errors) {
        Message answer = new Message(query.getHeader().getID());
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        answer.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(errors)), Section.ADDITIONAL);
        return answer;
    }

    @Test
    void theAdBitOfAResolverOnThisHostMakesAnAnswerSecure() {
        server.respondWith(FakeDnsServer.messages(this::vouched));
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            assertThat(asking.foundKeys("bob.test").validation()).isEqualTo(Validation.SECURE);
            assertAbsent(asking.keys("nowhere.test"), true, false);
            assertThat(await(asking.directory().checkReady())).isEmpty();
        }
    }

    @Test
    void withoutTheAdBitAnAnswerIsUnvalidated() {
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            assertThat(asking.foundKeys("bob.test").validation()).isEqualTo(Validation.UNVALIDATED);
            assertAbsent(asking.keys("nowhere.test"), false, false);
            assertThat(await(asking.directory().checkReady())).hasSize(1);
        }
    }

    /** RFC 6840 section 5.7: a query with AD asks for AD in the answer; and checking must not be disabled. */
    @Test
    void theResolverIsAskedToValidate() {
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            asking.foundKeys("bob.test");
        }
        Message query = server.queries().get(0);
        assertThat(query.getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(query.getHeader().getFlag(Flags.CD)).isFalse();
        assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
        assertThat(query.getOPT().getFlags() & ExtendedFlags.DO).isNotZero();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ExtendedErrorCodeOption.DNSSEC_BOGUS,
                ExtendedErrorCodeOption.SIGNATURE_EXPIRED,
                ExtendedErrorCodeOption.SIGNATURE_NOT_YET_VALID,
                ExtendedErrorCodeOption.DNSKEY_MISSING,
                ExtendedErrorCodeOption.RRSIGS_MISSING,
                ExtendedErrorCodeOption.NSEC_MISSING
            })
    void anExtendedErrorAboutValidationMeansBogusWithoutAnotherQuestion(int code) {
        server.respondWith(FakeDnsServer.messages(
                query -> servfail(query, new ExtendedErrorCodeOption(code, "signature of\nMallory"))));
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            assertBogus(asking.keys("bob.test"), "signature of\\u000aMallory");
        }
        assertThat(server.queries()).hasSize(1);
    }

    @Test
    void anAnswerThatOnlyComesWithoutCheckingMeansBogus() {
        server.respondWith(FakeDnsServer.messages(
                query -> query.getHeader().getFlag(Flags.CD) ? tree.answer(query) : servfail(query)));
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            assertBogus(asking.keys("bob.test"), "has an answer when it must not validate");
        }
    }

    @Test
    void aFailureEitherWayIsAFailure() {
        server.respondWith(FakeDnsServer.messages(
                query -> servfail(query, new ExtendedErrorCodeOption(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY))));
        try (Asking asking = Asking.trusting(PATIENCE, server.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "(no reachable authority)");
        }
        assertThat(server.queries("bob.test.", Type.IPSECKEY)).isEqualTo(2);
    }

    @Test
    void silenceToTheQuestionWithoutCheckingLeavesTheFailure() {
        server.respondWith((query, overTcp) -> query.getHeader().getFlag(Flags.CD)
                ? FakeDnsServer.silence().respond(query, overTcp)
                : FakeDnsServer.messages(ResolverAnswersTest::servfail).respond(query, overTcp));
        try (Asking asking = Asking.trusting(Asking.IMPATIENCE, server.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "answered SERVFAIL about bob.test. IPSECKEY");
        }
    }

    @Test
    void withoutDnssecTheAdBitCountsForNothingButBogusStaysBogus() {
        server.respondWith(FakeDnsServer.messages(this::vouched));
        try (Asking asking = Asking.unprotected(PATIENCE, DnsLimits.DEFAULT, server.endpoint())) {
            assertThat(asking.foundKeys("bob.test").validation()).isEqualTo(Validation.UNVALIDATED);
            assertAbsent(asking.keys("nowhere.test"), false, false);
            server.respondWith(FakeDnsServer.messages(
                    query -> servfail(query, new ExtendedErrorCodeOption(ExtendedErrorCodeOption.DNSSEC_BOGUS))));
            assertBogus(asking.keys("other.test"), "(dnssec bogus)");
        }
        assertThat(server.queries().get(0).getOPT().getFlags() & ExtendedFlags.DO)
                .isZero();
    }
}
