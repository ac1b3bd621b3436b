package cygnet.dns.resolver;

import cygnet.dns.Printable;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is asked, and whether it is worth asking: one that has left several queries unanswered, and has answered none
 * meanwhile, is left aside and probed until it answers again. Owned by the event loop.
 */
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private static final int TOLERATED = 3;
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final Duration LAST_PROBE = Duration.ofSeconds(30);

    private final EventLoop loop;
    private final UpstreamServer server;
    private final Transport datagrams;
    private final Transport stream;
    private int missed;
    private boolean dead;
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
    }

    UpstreamServer server() {
        return server;
    }

    Transport transport(boolean overStream) {
        return overStream ? stream : datagrams;
    }

    boolean isAlive() {
        return !dead;
    }

    void answered() {
        missed = 0;
        if (dead) {
            dead = false;
            nextProbe = FIRST_PROBE;
            LOG.info("the name server {} answers again", server);
        }
    }

    /** A query was not answered. */
    void missed(String why) {
        missed++;
        if (!dead && missed >= TOLERATED) {
            dead = true;
            LOG.warn("the name server {} is left aside: {}", server, Printable.of(why));
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
        if (!dead) {
            return;
        }
        probing = datagrams.send(Query.ofRoot(), new Transport.AnswerSink() {
            @Override
            public void answered(byte[] response) {
                Upstream.this.answered();
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
