package cygnet.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** An upstream that asks us what we ask it is found out, and left aside as long as it does so. */
class LoopTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void anUnboundThatForwardsBackIsLeftAside() throws Exception {
        Endpoint self = freePort();
        Endpoint unbound = startUnbound(self);
        FakeDnsServer other = new FakeDnsServer(FakeDnsServer.messages(LoopTest::empty));
        open.add(other);
        RunningResolver resolver = new RunningResolver(RunningResolver.setup(TIMEOUT, Duration.ZERO)
                .listeningOn(self)
                .asking(List.of(RunningResolver.source(unbound), RunningResolver.source(other.endpoint()))));
        open.add(0, resolver);
        askUntil(resolver, UpstreamStatus.State.LOOPS);
        assertThat(resolver.upstreams().get(0).trouble())
                .contains("it forwards to this resolver: questions would go round in a loop");
        assertThat(resolver.count(ResolverCounters.Event.LOOPED)).isPositive();
        int before = other.queries().size();
        long asked = resolver.count(ResolverCounters.Event.QUESTIONS);
        assertThat(ask(resolver, "after.test.").getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(other.queries()).hasSize(before + 1);
        assertThat(resolver.count(ResolverCounters.Event.QUESTIONS))
                .as("nothing came back")
                .isEqualTo(asked + 1);
    }

    @Test
    void whereEveryUpstreamLoopsThereIsAnErrorAtOnceAndItEndsWithTheLoop() throws Exception {
        AtomicReference<StubClient> back = new AtomicReference<>();
        FakeDnsServer upstream = new FakeDnsServer((query, overTcp) -> forward(query, back.get()));
        open.add(upstream);
        RunningResolver resolver =
                new RunningResolver(RunningResolver.setup(Duration.ofMinutes(1), Duration.ZERO, upstream));
        open.add(0, resolver);
        back.set(resolver.client());
        resolver.checkForLoops();
        awaitState(resolver, UpstreamStatus.State.LOOPS);
        // A minute would be the wait for one that is silent, and more than the client waits.
        assertThat(ask(resolver, "x.test.").getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(resolver.count(ResolverCounters.Event.SERVFAIL_NO_UPSTREAM)).isPositive();
        upstream.respondWith(FakeDnsServer.messages(LoopTest::empty));
        resolver.checkForLoops();
        awaitState(resolver, UpstreamStatus.State.ASKED);
        assertThat(ask(resolver, "x.test.").getRcode()).isEqualTo(Rcode.NOERROR);
    }

    private static Optional<byte[]> forward(Message query, StubClient back) {
        try {
            return back == null ? Optional.empty() : back.askUdp(query.toWire(), 2000);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Until the first upstream is in that state. */
    private static void awaitState(RunningResolver resolver, UpstreamStatus.State state) {
        await(state, wanted -> resolver.upstreams().get(0).state() == wanted);
    }

    private static void askUntil(RunningResolver resolver, UpstreamStatus.State state) {
        await(state, wanted -> {
            try {
                ask(resolver, "before.test.");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return resolver.upstreams().get(0).state() == wanted;
        });
    }

    private static void await(UpstreamStatus.State state, Function<UpstreamStatus.State, Boolean> reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.apply(state)) {
            assertThat(System.nanoTime()).as("waiting for " + state).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static Message ask(RunningResolver resolver, String name) throws IOException {
        return resolver.client().ask(StubClient.question(name, Type.TXT));
    }

    private static Message empty(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        return answer;
    }

    /** One that the kernel gives to nobody who does not ask for it: the sockets of clients are in higher ones. */
    private static Endpoint freePort() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; ; i++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
            try (DatagramSocket udp = new DatagramSocket(port, loopback);
                    ServerSocket tcp = new ServerSocket(port, 1, loopback)) {
                assertThat(tcp.getLocalPort()).isEqualTo(udp.getLocalPort());
                return new Endpoint(IpAddress.parse("127.0.0.1"), port);
            } catch (BindException e) {
                if (i == 10) {
                    throw e;
                }
            }
        }
    }

    /** On a port that is free; another program may take one between the choice and the use. */
    private Endpoint startUnbound(Endpoint upstream) throws IOException, InterruptedException {
        for (int i = 0; i < 10; i++) {
            Endpoint at = freePort();
            if (isStarted(at, upstream)) {
                return at;
            }
        }
        throw new AssertionError("Unbound does not start: " + Files.readString(directory.resolve("unbound.log")));
    }

    private boolean isStarted(Endpoint at, Endpoint upstream) throws IOException, InterruptedException {
        Path config = directory.resolve("unbound.conf");
        Files.writeString(config, """
                server:
                    directory: "%s"
                    chroot: ""
                    username: ""
                    pidfile: ""
                    use-syslog: no
                    interface: 127.0.0.1
                    port: %d
                    do-ip6: no
                    do-not-query-localhost: no
                    local-zone: "test." nodefault
                    module-config: "iterator"
                    root-hints: ""
                remote-control:
                    control-enable: no
                forward-zone:
                    name: "."
                    forward-addr: 127.0.0.1@%d
                """.formatted(directory, at.port(), upstream.port()));
        Process unbound = new ProcessBuilder("/usr/sbin/unbound", "-d", "-p", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("unbound.log").toFile())
                .start();
        open.add(() -> {
            unbound.destroy();
            unbound.waitFor(5, TimeUnit.SECONDS);
        });
        // Until it answers: it knows what localhost is without asking anybody.
        byte[] query = StubClient.question("localhost.", Type.A).toWire();
        while (unbound.isAlive()) {
            if (new StubClient(at).askUdp(query, 200).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
