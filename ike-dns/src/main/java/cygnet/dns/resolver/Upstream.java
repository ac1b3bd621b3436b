package cygnet.dns.resolver;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that is asked; while it is left aside it is probed until it answers. Owned by the event loop. */
final class Upstream {
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final Duration LAST_PROBE = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final UpstreamServer server;
    private final Transport datagrams;
    private final Transport stream;
    private final UpstreamHealth health;
    private Duration nextProbe = FIRST_PROBE;
    private @Nullable Future<?> probe;
    private Transport.@Nullable Sending probing;

    /**
     * A server.
     *
     * @param datagrams how a query is asked that came in a datagram
     * @param stream how one is asked whose answer may be large; the same one if there is only one way
     */
    Upstream(EventLoop loop, UpstreamServer server, Transport datagrams, Transport stream) {
        this.loop = loop;
        this.server = server;
        this.datagrams = datagrams;
        this.stream = stream;
        this.health = new UpstreamHealth(server);
    }

    UpstreamServer server() {
        return server;
    }

    Transport transport(boolean overStream) {
        return overStream ? stream : datagrams;
    }

    UpstreamHealth health() {
        return health;
    }

    /** A query was not answered. */
    void missed(String why) {
        if (health.missed(why)) {
            nextProbe = FIRST_PROBE;
            probeLater();
        }
    }

    private void probeLater() {
        probe = loop.schedule(this::probe, nextProbe.toMillis(), TimeUnit.MILLISECONDS);
        nextProbe = nextProbe.multipliedBy(2).compareTo(LAST_PROBE) > 0 ? LAST_PROBE : nextProbe.multipliedBy(2);
    }

    private void probe() {
        if (probing != null) {
            probing.cancel();
            probing = null;
        }
        if (health.isAlive()) {
            return;
        }
        long start = System.nanoTime();
        probing = datagrams.send(Query.ofRoot(), new Transport.AnswerSink() {
            @Override
            public void answered(byte[] response) {
                health.answered(System.nanoTime() - start);
            }

            @Override
            public void failed(String reason) {
                // The next probe is on its way already.
            }
        });
        probeLater();
    }

    void close() {
        if (probe != null) {
            probe.cancel(false);
        }
        datagrams.close();
        stream.close();
    }
}
