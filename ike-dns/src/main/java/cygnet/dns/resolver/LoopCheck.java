package cygnet.dns.resolver;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a name server forwards to this very resolver, perhaps by way of others: each is asked for a name that was
 * never asked for before, and if somebody then asks us for that name, it is a loop. Owned by the event loop.
 *
 * <p>The name is below {@code alt}, which will never be in DNS (RFC 9476); unlike {@code test} and {@code invalid} (RFC 6761)
 * it is not answered by forwarders themselves.
 */
final class LoopCheck {
    private static final Duration EVERY = Duration.ofMinutes(2);
    private static final Duration EVERY_WHILE_LOOPING = Duration.ofSeconds(10);
    private static final Octets PARENT = Octets.of("\4loop\6cygnet\3alt\0".getBytes(StandardCharsets.US_ASCII));
    private static final int TOKEN = 12; // octets; twice as many characters
    private static final int TYPE_TXT = 16;

    private final EventLoop loop;
    private final RandomSource random;
    private final Upstreams upstreams;
    private final Map<Octets, Probe> probes = new HashMap<>();
    private boolean running;
    private @Nullable Future<?> next;

    LoopCheck(EventLoop loop, RandomSource random, Upstreams upstreams) {
        this.loop = loop;
        this.random = random;
        this.upstreams = upstreams;
    }

    /** From now on somebody may ask us. */
    void start() {
        running = true;
        round();
    }

    /** There are other name servers, to be checked at once. */
    void serversChanged() {
        if (running) {
            round();
        }
    }

    void stop() {
        running = false;
        if (next != null) {
            next.cancel(false);
        }
        probes.values().forEach(Probe::cancel);
        probes.clear();
    }

    private void round() {
        if (next != null) {
            next.cancel(false);
        }
        probes.values().forEach(Probe::cancel);
        probes.clear();
        boolean anyLoops = false;
        for (Upstream upstream : upstreams.all()) {
            anyLoops |= upstream.health().loops();
            new Probe(upstream).send();
        }
        Duration pause = anyLoops ? EVERY_WHILE_LOOPING : EVERY;
        next = loop.schedule(this::round, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether {@code query} is one that we asked ourselves; then it must not be forwarded again. */
    boolean isOwn(Query query) {
        Probe probe = query.type() == TYPE_TXT ? probes.get(query.wireName()) : null;
        if (probe == null) {
            return false;
        }
        probe.cameBack();
        return true;
    }

    /** One question to one server. */
    private final class Probe implements Transport.AnswerSink {
        private final Upstream upstream;
        private boolean cameBack;
        private Transport.@Nullable Sending sending;

        Probe(Upstream upstream) {
            this.upstream = upstream;
        }

        void send() {
            byte[] token = new byte[TOKEN];
            random.fill(token);
            byte[] label = HexFormat.of().formatHex(token).getBytes(StandardCharsets.US_ASCII);
            Octets name = Octets.concat(Octets.of((byte) label.length), Octets.of(label), PARENT);
            probes.put(name, this);
            Query query = Query.of(name, TYPE_TXT);
            sending = upstream.transport(false).send(query, this);
        }

        void cameBack() {
            cameBack = true;
            upstream.health().looped();
        }

        void cancel() {
            if (sending != null) {
                sending.cancel();
            }
        }

        @Override
        public void answered(byte[] response) {
            int rcode = Wire.rcode(response);
            // What was cut or refused says nothing about where the question went.
            if (!cameBack && (rcode == Wire.NOERROR || rcode == Wire.NXDOMAIN)) {
                upstream.health().answeredWithoutLoop();
            }
        }

        @Override
        public void failed(String reason) {
            // That it can't be reached is found out by others.
        }
    }
}
