package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Of several upstreams one that answers is enough; the dead ones cost no time after a while, and come back. */
class FailOverTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void theNextOneIsAskedWhereThereIsSilence() throws Exception {
        FakeDnsServer dead = upstream(FakeDnsServer.silence());
        FakeDnsServer alive = upstream(FakeDnsServer.messages(FailOverTest::empty));
        assertThat(ask(resolver(Duration.ofSeconds(2), dead, alive)).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(alive.queries()).hasSize(1);
    }

    @Test
    void oneThatCannotBeReachedCostsNoTime() throws Exception {
        FakeDnsServer alive = upstream(FakeDnsServer.messages(FailOverTest::empty));
        RunningResolver resolver =
                new RunningResolver(RunningResolver.setup(Duration.ofMinutes(1), Duration.ZERO, alive)
                        .asking(List.of(RunningResolver.source(deadPort()), RunningResolver.source(alive.endpoint()))));
        open.add(0, resolver);
        // Twelve seconds would be the wait for one that is silent, and more than the client waits.
        assertThat(ask(resolver).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void theDeadOneIsLeftAsideAndAskedAgainOnceItAnswers() throws Exception {
        FakeDnsServer first = upstream(FakeDnsServer.silence());
        FakeDnsServer second = upstream(FakeDnsServer.messages(FailOverTest::empty));
        RunningResolver resolver = resolver(Duration.ofSeconds(1), first, second);
        for (int i = 0; i < 3; i++) {
            ask(resolver);
        }
        int asked = first.queries().size();
        ask(resolver);
        assertThat(first.queries().stream().filter(FailOverTest::isNoProbe).count())
                .as("while it is dead")
                .isLessThanOrEqualTo(asked);
        first.respondWith(FakeDnsServer.messages(FailOverTest::empty));
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        int before;
        do {
            before = second.queries().size();
            ask(resolver);
        } while (second.queries().size() > before && System.nanoTime() < deadline);
        assertThat(second.queries()).as("once it answers").hasSize(before);
    }

    @Test
    void oneQuestionThatNobodyCanAnswerMakesNoServerADeadOne() throws Exception {
        FakeDnsServer first = upstream(FailOverTest::silentAboutTheDead);
        FakeDnsServer second = upstream(FailOverTest::silentAboutTheDead);
        RunningResolver resolver = resolver(Duration.ofSeconds(1), first, second);
        assertThat(resolver.client()
                        .ask(StubClient.question("dead.test.", Type.TXT))
                        .getRcode())
                .isEqualTo(Rcode.SERVFAIL);
        int before = second.queries().size();
        assertThat(ask(resolver).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(second.queries()).hasSize(before);
    }

    private static Optional<byte[]> silentAboutTheDead(Message query, boolean overTcp) {
        return query.getQuestion().getName().toString().equals("dead.test.")
                ? Optional.empty()
                : Optional.of(empty(query).toWire());
    }

    @Test
    void whereDatagramsAreLostTcpIsTried() throws Exception {
        FakeDnsServer upstream =
                upstream((query, overTcp) -> overTcp ? Optional.of(empty(query).toWire()) : Optional.empty());
        assertThat(ask(resolver(Duration.ofSeconds(2), upstream)).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void oneThatRefusesIsNotTheLastWordButSaysItIfThereIsNoBetter() throws Exception {
        FakeDnsServer refusing = upstream(FakeDnsServer.messages(query -> withRcode(query, Rcode.REFUSED)));
        FakeDnsServer alive = upstream(FakeDnsServer.messages(FailOverTest::empty));
        assertThat(ask(resolver(Duration.ofSeconds(2), refusing, alive)).getRcode())
                .isEqualTo(Rcode.NOERROR);
        assertThat(ask(resolver(Duration.ofSeconds(2), refusing)).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void servfailIsTheLastWordBecauseItMayMeanBogus() throws Exception {
        FakeDnsServer validating = upstream(FakeDnsServer.messages(query -> withRcode(query, Rcode.SERVFAIL)));
        FakeDnsServer careless = upstream(FakeDnsServer.messages(FailOverTest::empty));
        assertThat(ask(resolver(Duration.ofSeconds(2), validating, careless)).getRcode())
                .isEqualTo(Rcode.SERVFAIL);
        assertThat(careless.queries()).isEmpty();
    }

    @Test
    void servfailToAQueryThatWantsNothingCheckedMeansNothingOfTheSort() throws Exception {
        FakeDnsServer broken = upstream(FakeDnsServer.messages(query -> withRcode(query, Rcode.SERVFAIL)));
        FakeDnsServer alive = upstream(FakeDnsServer.messages(FailOverTest::empty));
        Message query = StubClient.question("x.test.", Type.TXT);
        query.getHeader().setFlag(Flags.CD);
        assertThat(resolver(Duration.ofSeconds(2), broken, alive)
                        .client()
                        .ask(query)
                        .getRcode())
                .isEqualTo(Rcode.NOERROR);
    }

    @Test
    void allDeadIsServfail() throws Exception {
        FakeDnsServer dead = upstream(FakeDnsServer.silence());
        assertThat(ask(resolver(Duration.ofMillis(500), dead)).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void theResolverItselfIsNeverAsked() throws Exception {
        FakeDnsServer alive = upstream(FakeDnsServer.messages(FailOverTest::empty));
        RunningResolver resolver = askingItself(alive);
        open.add(0, resolver);
        assertThat(resolver.changed().await(1)).containsExactly(List.of(UpstreamServer.plain(alive.endpoint())));
        assertThat(ask(resolver).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    /** On a port that is free; another program may take one between the choice and the use. */
    private RunningResolver askingItself(FakeDnsServer other) throws Exception {
        for (int i = 0; ; i++) {
            Endpoint here =
                    new Endpoint(IpAddress.parse("127.0.0.1"), deadPort().port());
            try {
                return new RunningResolver(RunningResolver.setup(Duration.ofSeconds(2), Duration.ZERO)
                        .listeningOn(here)
                        .asking(List.of(RunningResolver.source(here), RunningResolver.source(other.endpoint()))));
            } catch (IOException e) {
                if (i == 10) {
                    throw e;
                }
            }
        }
    }

    @Test
    void aFileOfNameServersIsReadAgainWhenItHasChanged(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, "# from DHCP\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nsearch example.test\n");
        RunningResolver resolver = new RunningResolver(RunningResolver.setup(Duration.ofSeconds(2), Duration.ZERO)
                .asking(List.of(new UpstreamSource.FromFile(file))));
        open.add(0, resolver);
        assertThat(resolver.changed().await(1).get(0))
                .containsExactly(UpstreamServer.plain(new Endpoint(IpAddress.parse("192.0.2.1"), 53)));
        Files.writeString(file, "nameserver 2001:db8::1\nnameserver 192.0.2.1\n");
        assertThat(resolver.changed().await(2).get(1))
                .containsExactly(
                        UpstreamServer.plain(new Endpoint(IpAddress.parse("2001:db8::1"), 53)),
                        UpstreamServer.plain(new Endpoint(IpAddress.parse("192.0.2.1"), 53)));
        Files.delete(file);
        assertThat(resolver.changed().await(3).get(2)).isEmpty();
        assertThat(ask(resolver).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    private static boolean isNoProbe(Message query) {
        return query.getQuestion().getType() != Type.NS;
    }

    private static Endpoint deadPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new Endpoint(IpAddress.parse("127.0.0.1"), socket.getLocalPort());
        }
    }

    private static Message ask(RunningResolver resolver) throws IOException {
        return resolver.client().ask(StubClient.question("x.test.", Type.TXT));
    }

    private static Message empty(Message query) {
        return withRcode(query, Rcode.NOERROR);
    }

    private static Message withRcode(Message query, int rcode) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    private FakeDnsServer upstream(FakeDnsServer.Responder responder) {
        FakeDnsServer server = new FakeDnsServer(responder);
        open.add(server);
        return server;
    }

    private RunningResolver resolver(Duration timeout, FakeDnsServer... upstreams) throws IOException {
        RunningResolver resolver = new RunningResolver(RunningResolver.setup(timeout, Duration.ZERO, upstreams));
        open.add(0, resolver);
        return resolver;
    }
}
