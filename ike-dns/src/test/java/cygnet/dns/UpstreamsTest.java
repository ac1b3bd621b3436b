package cygnet.dns;

import static cygnet.dns.Asking.IMPATIENCE;
import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.PATIENCE;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertServerFailure;
import static cygnet.dns.Asking.assertTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.Endpoint;
import cygnet.ike.lookup.DnsOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Servers that are silent, absent, unwilling, or not to be understood. */
class UpstreamsTest {
    private final ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
    private final FakeDnsServer first = new FakeDnsServer(tree::answer);
    private final FakeDnsServer second = new FakeDnsServer(tree::answer);

    UpstreamsTest() {
        tree.unsigned("test.").add("bob.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static Asking asking(Duration timeout, Endpoint... upstreams) {
        return Asking.unprotected(timeout, DnsLimits.DEFAULT, upstreams);
    }

    @Test
    void silenceIsATimeoutThatComesInTime() {
        first.respondWith(FakeDnsServer.silence());
        try (Asking asking = asking(IMPATIENCE, first.endpoint())) {
            long start = System.nanoTime();
            assertTimeout(asking.keys("bob.test"), "bob.test. IPSECKEY");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(IMPATIENCE.minusMillis(50), IMPATIENCE.multipliedBy(4));
        }
        assertThat(first.queries()).as("sendings").hasSize(3);
    }

    @Test
    void aLostQueryIsSentAgain() {
        AtomicInteger count = new AtomicInteger();
        first.respondWith((query, overTcp) -> count.incrementAndGet() < 3
                ? Optional.empty()
                : FakeDnsServer.messages(tree::answer).respond(query, overTcp));
        try (Asking asking = asking(Duration.ofSeconds(5), first.endpoint())) {
            assertThat(asking.foundKeys("bob.test").records()).hasSize(1);
        }
    }

    @Test
    void aSilentServerIsFollowedByTheNextWhichThenIsPreferred() {
        first.respondWith(FakeDnsServer.silence());
        try (Asking asking = asking(Duration.ofSeconds(5), first.endpoint(), second.endpoint())) {
            asking.foundKeys("bob.test");
            int asked = first.queries().size();
            asking.keys("other.test");
            assertThat(first.queries()).hasSize(asked);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
    void anUnwillingServerIsFollowedByTheNextAtOnce(int rcode) {
        first.respondWith(FakeDnsServer.refusal(rcode));
        try (Asking asking = asking(PATIENCE, first.endpoint(), second.endpoint())) {
            assertThat(asking.foundKeys("bob.test").records()).hasSize(1);
        }
        assertThat(first.queries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP, Rcode.NOTAUTH})
    void whatAllServersRefuseIsAFailureAtOnce(int rcode) {
        first.respondWith(FakeDnsServer.refusal(rcode));
        second.respondWith(FakeDnsServer.refusal(rcode));
        try (Asking asking = asking(PATIENCE, first.endpoint(), second.endpoint())) {
            assertServerFailure(
                    asking.keys("bob.test"),
                    second.endpoint() + " answered " + Rcode.string(rcode) + " about bob.test.");
        }
        assertThat(first.queries()).hasSize(1);
        assertThat(second.queries()).hasSize(1);
    }

    /** Not a port of those that the kernel gives to whoever wants any: somebody could have it by then. */
    @Test
    void nobodyAtThePortIsAFailure() {
        Endpoint deserted = first.endpoint().withPort(1);
        try (Asking asking = asking(PATIENCE, deserted)) {
            assertServerFailure(asking.keys("bob.test"), deserted + " can't be asked");
        }
    }

    @Test
    void aTruncatedAnswerIsFetchedByTcp() {
        ZoneTree large = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone zone = large.unsigned("test.");
        zone.add("bob.test. 600 IN IPSECKEY 10 0 2 . " + Records.RSA);
        for (int i = 0; i < 5; i++) {
            zone.add("bob.test. 600 IN IPSECKEY 2" + i + " 1 2 192.0.2.1 " + Records.RSA);
        }
        AtomicInteger byTcp = new AtomicInteger();
        first.respondWith((query, overTcp) -> {
            byTcp.addAndGet(overTcp ? 1 : 0);
            return FakeDnsServer.messages(large::answer).respond(query, overTcp);
        });
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertThat(asking.foundKeys("bob.test").records()).hasSize(1);
            assertThat(asking.foundKeys("bob.test").flaws()).hasSize(5);
        }
        assertThat(byTcp).hasValue(1);
    }

    @Test
    void anAnswerBeyondTheLimitIsRefused() {
        first.respondWith(FakeDnsServer.messages(query -> {
            Message answer = tree.answer(query);
            for (int i = 0; i < 80; i++) {
                answer.addRecord(
                        Records.parse("bob.test. 600 IN IPSECKEY " + i + " 0 2 . " + Records.RSA), Section.ANSWER);
            }
            return answer;
        }));
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "more than the limit of 16384");
        }
    }

    @Test
    void octetsThatAreNoMessageAreAFailureThatNamesTheServer() {
        first.respondWith((query, overTcp) -> {
            byte[] wire = tree.answer(query).toWire();
            return Optional.of(Arrays.copyOf(wire, wire.length / 2));
        });
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), first.endpoint() + " sent an answer that can't be read");
        }
    }

    /** dnsjava reads a message as a whole or not at all. */
    @Test
    void oneRecordThatBreaksTheFormSpoilsItsMessageButWithAReason() {
        ZoneTree odd = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone zone = odd.unsigned("test.");
        zone.add("bob.test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        zone.add("bob.test. 600 IN IPSECKEY 171 0 205 . AAAA");
        first.respondWith((query, overTcp) -> {
            byte[] wire = odd.answer(query).toWire();
            wire[indexOf(wire, (byte) 171, (byte) 0, (byte) 205) + 1] = 7; // No such gateway type.
            return Optional.of(wire);
        });
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "invalid gateway type");
        }
    }

    private static int indexOf(byte[] octets, byte... wanted) {
        for (int i = 0; i + wanted.length <= octets.length; i++) {
            if (Arrays.equals(octets, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    @Test
    void aForeignIdIsNotAnAnswer() {
        AtomicInteger count = new AtomicInteger();
        first.respondWith((query, overTcp) -> {
            byte[] wire = tree.answer(query).toWire();
            if (count.incrementAndGet() == 1) {
                wire[0]++;
            }
            return Optional.of(wire);
        });
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertThat(asking.foundKeys("bob.test").records()).hasSize(1);
        }
        assertThat(first.queries()).hasSize(2);
    }

    @Test
    void aReflectedQuestionIsNotAnAnswer() {
        first.respondWith((query, overTcp) -> Optional.of(query.toWire()));
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "sent no answer but a question");
        }
    }

    @Test
    void recordsThatWereNotAskedForAreIgnored() {
        first.respondWith(FakeDnsServer.messages(query -> {
            Message answer = tree.answer(query);
            answer.addRecord(Records.parse("mallory.test. 600 IN IPSECKEY 1 0 3 . " + Records.P256), Section.ANSWER);
            return answer;
        }));
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertThat(asking.foundKeys("bob.test").records())
                    .singleElement()
                    .satisfies(key -> assertThat(key.precedence()).isEqualTo(10));
        }
    }

    @Test
    void oneQuestionCausesABoundedNumberOfQueries() {
        // A server that knows only one alias of an endless way at a time.
        first.respondWith(FakeDnsServer.messages(query -> {
            Message answer = new Message(query.getHeader().getID());
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            answer.getHeader().setFlag(Flags.QR);
            String name = query.getQuestion().getName().toString();
            answer.addRecord(Records.parse(name + " 60 IN CNAME x" + name), Section.ANSWER);
            return answer;
        }));
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            DnsOutcome<?> outcome = asking.keys("bob.test");
            assertServerFailure(outcome, "too many aliases");
        }
        assertThat(first.queries()).hasSize(9);
    }

    @Test
    void anAliasLoopIsAFailure() {
        ZoneTree loop = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone zone = loop.unsigned("test.");
        zone.add("bob.test. 600 IN CNAME alice.test.");
        zone.add("alice.test. 600 IN CNAME BOB.test.");
        first.respondWith(FakeDnsServer.messages(loop::answer));
        try (Asking asking = asking(PATIENCE, first.endpoint())) {
            assertServerFailure(asking.keys("bob.test"), "form a loop at");
        }
    }
}
