package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Queries and answers go through unchanged, whatever they hold; what can't go through is refused in DNS's own words. */
class ForwardingTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void anAnswerIsTheUpstreamsOctetsUnderTheClientsId() throws Exception {
        byte[] strange = {0, 0, (byte) 0x85, (byte) 0xb0, 0, 1, 0, 0, 0, 0, 0, 0};
        FakeDnsServer upstream = upstream((query, overTcp) -> {
            byte[] question = query.toWire();
            byte[] answer = Arrays.copyOf(question, question.length + 3); // something behind the message
            System.arraycopy(strange, 2, answer, 2, 2);
            return Optional.of(answer);
        });
        Message query = StubClient.question("MiXed.Example.test.", 65_400);
        byte[] wire = query.toWire();
        byte[] answer = resolver(upstream).client().askUdp(wire);
        byte[] expected = Arrays.copyOf(wire, wire.length + 3);
        System.arraycopy(strange, 2, expected, 2, 2);
        assertThat(answer).isEqualTo(expected);
        assertThat(upstream.queries().get(0).getQuestion().getName()).hasToString("MiXed.Example.test.");
    }

    @Test
    void flagsAndOptionsReachTheUpstreamAsTheyAre() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        Message query = Message.newQuery(Record.newRecord(Name.fromString("x.test."), 4711, 513));
        query.getHeader().setFlag(Flags.CD);
        query.getHeader().setFlag(Flags.AD);
        query.addRecord(
                new OPTRecord(4000, 0, 0, ExtendedFlags.DO, List.of(new ExtendedErrorCodeOption(4711, "any option"))),
                Section.ADDITIONAL);
        resolver(upstream).client().askUdp(query.toWire());
        byte[] arrived = upstream.queries().get(0).toWire();
        Wire.putUint16(arrived, 0, query.getHeader().getID());
        assertThat(arrived).isEqualTo(query.toWire());
    }

    @Test
    void eachQueryHasAnIdAndAPortOfItsOwn() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        StubClient client = resolver(upstream).client();
        for (int i = 0; i < 40; i++) {
            Message query = StubClient.question("n" + i + ".test.", Type.TXT);
            query.getHeader().setID(7);
            assertThat(client.ask(query).getHeader().getID()).isEqualTo(7);
        }
        Set<Integer> ids = new TreeSet<>();
        upstream.queries().forEach(q -> ids.add(q.getHeader().getID()));
        assertThat(ids).hasSizeGreaterThan(35);
    }

    @Test
    void aLargeAnswerIsTruncatedByTheUpstreamAndComesWholeOverTcp() throws Exception {
        FakeDnsServer upstream = upstream(query -> texts(query, 60));
        StubClient client = resolver(upstream).client();
        byte[] query = StubClient.question("large.test.", Type.TXT).toWire();
        Message overUdp = new Message(client.askUdp(query));
        assertThat(overUdp.getHeader().getFlag(Flags.TC)).isTrue();
        Message overTcp = new Message(client.askTcp(query));
        assertThat(overTcp.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(overTcp.getSection(Section.ANSWER)).hasSize(60);
    }

    @Test
    void anAnswerOfSixtyFourKilobytesPasses() throws Exception {
        FakeDnsServer upstream = upstream(query -> texts(query, 296));
        byte[] answer = resolver(upstream)
                .client()
                .askTcp(StubClient.question("large.test.", Type.TXT).toWire());
        assertThat(answer.length).isGreaterThan(63_000);
        assertThat(new Message(answer).getSection(Section.ANSWER)).hasSize(296);
    }

    @Test
    void anAnswerThatTheClientCannotTakeIsTruncatedHere() throws Exception {
        FakeDnsServer upstream =
                upstream((query, overTcp) -> Optional.of(texts(query, 10).toWire()));
        RunningResolver resolver = resolver(upstream);
        Message plain = resolver.client().ask(StubClient.question("x.test.", Type.TXT));
        assertThat(plain.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(plain.getSection(Section.ANSWER)).isEmpty();
        assertThat(plain.getQuestion().getName()).hasToString("x.test.");
        Message roomy = StubClient.question("x.test.", Type.TXT);
        roomy.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        assertThat(resolver.client().ask(roomy).getSection(Section.ANSWER)).hasSize(10);
    }

    @Test
    void manyQueriesAreUnderWayOnOneConnectionAndAnswersComeAsTheyAreReady() throws Exception {
        List<Message> held = new CopyOnWriteArrayList<>();
        FakeDnsServer upstream = upstream((query, overTcp) -> {
            assertThat(overTcp).isTrue();
            if (query.getQuestion().getName().toString().startsWith("n0.")) {
                held.add(query); // never answered
                return Optional.empty();
            }
            return Optional.of(empty(query).toWire());
        });
        try (StubClient.Connection connection = resolver(upstream).client().connect()) {
            byte[][] queries = new byte[20][];
            for (int i = 0; i < queries.length; i++) {
                Message query = StubClient.question("n" + i + ".test.", Type.TXT);
                query.getHeader().setID(100 + i);
                queries[i] = query.toWire();
            }
            connection.send(queries);
            Set<Integer> answered = new TreeSet<>();
            for (int i = 1; i < queries.length; i++) {
                answered.add(Wire.id(connection.receive()));
            }
            assertThat(answered).hasSize(19).doesNotContain(100);
            assertThat(held).isNotEmpty();
        }
    }

    @Test
    void aClientThatHasClosedItsSideGetsTheAnswersThatItWaitsFor() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        try (StubClient.Connection connection = resolver(upstream).client().connect()) {
            connection.send(StubClient.question("x.test.", Type.TXT).toWire());
            connection.socket().shutdownOutput();
            assertThat(connection.receive()).isNotEmpty();
        }
    }

    @Test
    void ipv6IsServedAsWell() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        RunningResolver.Setup ipv6 = RunningResolver.setup(Duration.ofSeconds(2), Duration.ZERO, upstream)
                .listeningOn(new Endpoint(IpAddress.parse("::1"), 0));
        StubClient client = resolver(ipv6).client();
        byte[] query = StubClient.question("x.test.", Type.TXT).toWire();
        assertThat(client.askUdp(query)).isNotEmpty();
        assertThat(client.askTcp(query)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NXDOMAIN, Rcode.SERVFAIL, Rcode.REFUSED, Rcode.FORMERR, Rcode.NOTIMP})
    void theUpstreamsErrorsAreItsAnswer(int rcode) throws Exception {
        FakeDnsServer upstream = upstream(query -> {
            Message answer = empty(query);
            answer.getHeader().setRcode(rcode);
            return answer;
        });
        assertThat(resolver(upstream)
                        .client()
                        .ask(StubClient.question("x.test.", Type.A))
                        .getRcode())
                .isEqualTo(rcode);
    }

    @Test
    void whatIsNoQueryIsRefusedOrIgnored() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        StubClient client = resolver(upstream).client();
        byte[] update = StubClient.question("x.test.", Type.SOA).toWire();
        update[2] = Opcode.UPDATE << 3;
        assertThat(new Message(client.askUdp(update)).getRcode()).isEqualTo(Rcode.NOTIMP);
        byte[] transfer = StubClient.question("x.test.", Type.AXFR).toWire();
        assertThat(new Message(client.askTcp(transfer)).getRcode()).isEqualTo(Rcode.NOTIMP);
        byte[] cutOff = Arrays.copyOf(update, 17);
        cutOff[2] = 0;
        assertThat(new Message(client.askUdp(cutOff)).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] twoQuestions = StubClient.question("x.test.", Type.A).toWire();
        twoQuestions[5] = 2;
        assertThat(new Message(client.askUdp(twoQuestions)).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] response = StubClient.question("x.test.", Type.A).toWire();
        response[2] |= (byte) 0x80;
        assertThat(client.askUdp(response, 300)).isEmpty();
        assertThat(client.askUdp(new byte[11], 300)).isEmpty();
        assertThat(upstream.queries()).isEmpty();
    }

    @Test
    void whoMayNotAskIsRefused() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        RunningResolver resolver = resolver(RunningResolver.setup(Duration.ofSeconds(2), Duration.ZERO, upstream)
                .allowing(List.of(IpNetwork.parse("192.0.2.0/24"))));
        byte[] query = StubClient.question("x.test.", Type.A).toWire();
        assertThat(new Message(resolver.client().askUdp(query)).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(new Message(resolver.client().askTcp(query)).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(upstream.queries()).isEmpty();
    }

    @Test
    void anAnswerToAnotherQuestionIsNotBelieved() throws Exception {
        FakeDnsServer upstream = upstream((query, overTcp) -> {
            Message other = StubClient.question("evil.test.", Type.TXT);
            other.getHeader().setID(query.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            return Optional.of(other.toWire());
        });
        RunningResolver resolver = resolver(RunningResolver.setup(Duration.ofMillis(500), Duration.ZERO, upstream));
        Message answer = resolver.client().ask(StubClient.question("x.test.", Type.TXT));
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getQuestion().getName()).hasToString("x.test.");
    }

    @Test
    void moreQueriesThanTheLimitGetNoAnswer() throws Exception {
        FakeDnsServer upstream = upstream(FakeDnsServer.silence());
        ResolverLimits one = new ResolverLimits(1, 1, 2, 1, Duration.ofMillis(300), 1, 1);
        RunningResolver resolver = resolver(RunningResolver.setup(Duration.ofSeconds(3), Duration.ZERO, upstream)
                .limitedTo(one));
        byte[] query = StubClient.question("x.test.", Type.TXT).toWire();
        assertThat(resolver.client().askUdp(query, 300)).isEmpty();
        upstream.respondWith(FakeDnsServer.messages(ForwardingTest::empty));
        byte[] other = StubClient.question("y.test.", Type.TXT).toWire();
        assertThat(resolver.client().askUdp(other, 300)).isEmpty();
        assertThat(upstream.queries("y.test.", Type.TXT)).isZero();
    }

    @Test
    void connectionsBeyondTheLimitAndIdleOnesAreClosed() throws Exception {
        FakeDnsServer upstream = upstream(ForwardingTest::empty);
        ResolverLimits two = new ResolverLimits(9, 9, 2, 9, Duration.ofMillis(400), 1, 1);
        StubClient client = resolver(RunningResolver.setup(Duration.ofSeconds(3), Duration.ZERO, upstream)
                        .limitedTo(two))
                .client();
        byte[] query = StubClient.question("x.test.", Type.TXT).toWire();
        try (StubClient.Connection first = client.connect();
                StubClient.Connection second = client.connect()) {
            first.send(query);
            assertThat(first.receive()).isNotEmpty();
            second.send(query);
            assertThat(second.receive()).isNotEmpty();
            try (StubClient.Connection third = client.connect()) {
                assertThat(isClosed(third)).isTrue();
            }
            assertThat(isClosed(first)).as("after having been idle").isTrue();
        }
    }

    private static boolean isClosed(StubClient.Connection connection) throws IOException {
        try {
            connection.receive();
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    private static Message empty(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    private static Message texts(Message query, int count) {
        Message answer = empty(query);
        for (int i = 0; i < count; i++) {
            String text = String.format("%03d", i) + "x".repeat(200);
            answer.addRecord(new TXTRecord(query.getQuestion().getName(), DClass.IN, 60, text), Section.ANSWER);
        }
        return answer;
    }

    private FakeDnsServer upstream(FakeDnsServer.Responder responder) {
        FakeDnsServer server = new FakeDnsServer(responder);
        open.add(server);
        return server;
    }

    private FakeDnsServer upstream(Function<Message, Message> answer) {
        return upstream(FakeDnsServer.messages(answer));
    }

    private RunningResolver resolver(FakeDnsServer... upstreams) throws IOException {
        RunningResolver resolver = new RunningResolver(upstreams);
        open.add(0, resolver);
        return resolver;
    }

    private RunningResolver resolver(RunningResolver.Setup setup) throws IOException {
        RunningResolver resolver = new RunningResolver(setup);
        open.add(0, resolver);
        return resolver;
    }
}
