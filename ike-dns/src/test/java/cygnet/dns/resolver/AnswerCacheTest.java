package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.FakeDnsServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Upstreams' answers are kept while they hold, and given again to the very same query alone. */
class AnswerCacheTest {
    private static final String A = "x.test. %d IN A 192.0.2.1";
    private static final String SOA = "test. %d IN SOA ns.test. hostmaster.test. 1 3600 600 86400 %d";

    /** Behind the header, the question about x.test., a pointer to that name, type and class. */
    private static final int TTL_AT = 12 + 8 + 4 + 2 + 4;

    private final AtomicLong nanos = new AtomicLong();
    private final AnswerCache cache = new AnswerCache(3, nanos::get);

    @Test
    void anAnswerIsTheSameButForTtlsThatCountDown() throws Exception {
        Message query = question("x.test.");
        byte[] original = answer(query, Rcode.NOERROR, A.formatted(300), SOA.formatted(100, 5))
                .toWire();
        cache.keep(read(query), original);
        assertThat(cache.find(read(query))).isEqualTo(original);
        pass(Duration.ofMillis(40_700));
        Message later = new Message(Objects.requireNonNull(cache.find(read(query))));
        assertThat(later.getSection(Section.ANSWER))
                .singleElement()
                .hasToString(record(A.formatted(260)).toString());
        assertThat(later.getSection(Section.AUTHORITY).get(0).getTTL()).isEqualTo(60);
        pass(Duration.ofMillis(59_300));
        assertThat(cache.find(read(query))).as("when the first TTL is over").isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    void everyOctetOfTheQueryCountsButTheId() throws Exception {
        Message query = question("x.test.");
        cache.keep(read(query), answer(query, Rcode.NOERROR, A.formatted(300)).toWire());
        Message again = question("x.test.");
        again.getHeader().setID(query.getHeader().getID() ^ 1);
        assertThat(cache.find(read(again))).isNotNull();
        assertThat(cache.find(read(question("X.test.")))).as("case").isNull();
        for (int flag : new int[] {Flags.CD, Flags.AD}) {
            Message other = question("x.test.");
            other.getHeader().setFlag(flag);
            assertThat(cache.find(read(other))).as(Flags.string(flag)).isNull();
        }
        assertThat(cache.find(read(withEdns(1232, 0)))).as("EDNS").isNull();
        Message dnssec = withEdns(1232, 0x8000);
        cache.keep(read(dnssec), answer(dnssec, Rcode.NOERROR, A.formatted(300)).toWire());
        assertThat(cache.find(read(dnssec))).isNotNull();
        assertThat(cache.find(read(withEdns(1232, 0)))).as("without DO").isNull();
        assertThat(cache.find(read(withEdns(4096, 0x8000)))).as("size").isNull();
    }

    @Test
    void optionsAreNotKeptInQueriesNorInAnswers() throws Exception {
        EDNSOption cookie = new CookieOption(new byte[8]);
        Message query = withEdns(1232, 0, cookie);
        cache.keep(read(query), answer(query, Rcode.NOERROR, A.formatted(300)).toWire());
        Message plain = withEdns(1232, 0);
        Message answer = answer(plain, Rcode.NOERROR, A.formatted(300));
        answer.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(cookie)), Section.ADDITIONAL);
        cache.keep(read(plain), answer.toWire());
        assertThat(cache.size()).isZero();
    }

    @Test
    void absencesLiveAsLongAsTheirSoaRecordSays() throws Exception {
        Message query = question("x.test.");
        cache.keep(
                read(query),
                answer(query, Rcode.NXDOMAIN, SOA.formatted(300, 20)).toWire());
        pass(Duration.ofSeconds(19));
        assertThat(cache.find(read(query))).isNotNull();
        pass(Duration.ofSeconds(1));
        assertThat(cache.find(read(query))).isNull();
        cache.keep(read(query), answer(query, Rcode.NOERROR).toWire());
        assertThat(cache.find(read(query))).as("without SOA").isNull();
    }

    @Test
    void errorsAndWhatWasCutAndWhatHasNoLifeAreNotKept() throws Exception {
        Message query = question("x.test.");
        cache.keep(read(query), answer(query, Rcode.SERVFAIL, A.formatted(300)).toWire());
        cache.keep(read(query), answer(query, Rcode.NOERROR, A.formatted(0)).toWire());
        Message truncated = answer(query, Rcode.NOERROR, A.formatted(300));
        truncated.getHeader().setFlag(Flags.TC);
        cache.keep(read(query), truncated.toWire());
        byte[] whole = answer(query, Rcode.NOERROR, A.formatted(300)).toWire();
        byte[] negative = whole.clone();
        negative[TTL_AT] |= (byte) 0x80; // RFC 2181 section 8: as if it were 0
        cache.keep(read(query), negative);
        cache.keep(read(query), Arrays.copyOf(whole, whole.length - 1));
        cache.keep(read(query), Arrays.copyOf(whole, whole.length + 1));
        assertThat(cache.size()).isZero();
    }

    @Test
    void whatWasNotWantedForLongestGoes() throws Exception {
        for (String name : List.of("a.test.", "b.test.", "c.test.")) {
            keep(name);
        }
        assertThat(cache.find(read(question("a.test.")))).isNotNull();
        keep("d.test.");
        assertThat(cache.find(read(question("b.test.")))).isNull();
        assertThat(cache.find(read(question("a.test.")))).isNotNull();
    }

    @Test
    void aRememberedAnswerPassesTheGateAsAnyOther() throws Exception {
        try (FakeDnsServer upstream = new FakeDnsServer(
                        FakeDnsServer.messages(query -> answer(query, Rcode.NOERROR, A.formatted(300))));
                RunningResolver resolver = new RunningResolver(
                        RunningResolver.setup(Duration.ofSeconds(2), Duration.ofSeconds(5), upstream)
                                .keeping(10))) {
            for (int i = 1; i <= 2; i++) {
                assertThat(resolver.client().ask(question("x.test.")).getRcode())
                        .isEqualTo(Rcode.NOERROR);
                assertThat(resolver.resolved().await(i)).hasSize(i);
            }
            assertThat(upstream.queries()).hasSize(1);
            assertThat(resolver.count(ResolverCounters.Event.REMEMBERED)).isEqualTo(1);
            assertThat(resolver.count(ResolverCounters.Event.ANSWERED)).isEqualTo(2);
        }
    }

    /** RFC 5452 section 5. */
    @Test
    void theSameQuestionIsAskedOnceAtATime() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        try (FakeDnsServer upstream = new FakeDnsServer(FakeDnsServer.messages(query -> {
                    await(answering);
                    return answer(query, Rcode.NOERROR, A.formatted(0));
                }));
                RunningResolver resolver = new RunningResolver(
                        RunningResolver.setup(Duration.ofMinutes(1), Duration.ofSeconds(5), upstream)
                                .keeping(10));
                DatagramSocket first = client(resolver);
                DatagramSocket second = client(resolver)) {
            for (DatagramSocket client : List.of(first, second)) {
                byte[] query = question("x.test.").toWire();
                client.send(new DatagramPacket(query, query.length));
            }
            while (resolver.count(ResolverCounters.Event.QUESTIONS) < 2) {
                Thread.onSpinWait();
            }
            answering.countDown();
            for (DatagramSocket client : List.of(first, second)) {
                DatagramPacket answer = new DatagramPacket(new byte[512], 512);
                client.receive(answer);
                assertThat(new Message(Arrays.copyOf(answer.getData(), answer.getLength())).getRcode())
                        .isEqualTo(Rcode.NOERROR);
            }
            assertThat(upstream.queries()).hasSize(1);
        }
    }

    private static DatagramSocket client(RunningResolver resolver) throws IOException {
        DatagramSocket socket = new DatagramSocket();
        socket.setSoTimeout(8000);
        socket.connect(InetAddress.getLoopbackAddress(), resolver.listening().port());
        return socket;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void keep(String name) throws Exception {
        cache.keep(
                read(question(name)),
                answer(question(name), Rcode.NOERROR, A.formatted(300)).toWire());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Message question(String name) {
        return StubClient.question(name, Type.A);
    }

    private static Message withEdns(int payload, int flags, EDNSOption... options) {
        Message query = question("x.test.");
        query.addRecord(new OPTRecord(payload, 0, 0, flags, List.of(options)), Section.ADDITIONAL);
        return query;
    }

    private static Query read(Message query) {
        return Objects.requireNonNull(Query.receive(query.toWire()).query());
    }

    private static Record record(String line) throws IOException {
        String[] parts = line.split(" ", 5);
        return Record.fromString(
                Name.fromConstantString(parts[0]),
                Type.value(parts[3]),
                DClass.IN,
                Long.parseLong(parts[1]),
                parts[4],
                Name.root);
    }

    /** A records go into the answer, SOA records beside it. */
    private static Message answer(Message query, int rcode, String... lines) {
        try {
            Message answer = new Message(query.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setRcode(rcode);
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            for (String line : lines) {
                Record record = record(line);
                answer.addRecord(record, record.getType() == Type.SOA ? Section.AUTHORITY : Section.ANSWER);
            }
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
