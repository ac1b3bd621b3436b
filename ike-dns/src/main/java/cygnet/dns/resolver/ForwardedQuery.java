package cygnet.dns.resolver;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One query on its way to the upstreams, until one of them answers. Where there was silence the next one is asked; earlier
 * sendings stay open, so that a slow answer is not lost. Owned by the event loop.
 */
final class ForwardedQuery {
    /** So many sendings fit into the timeout. */
    private static final int SENDINGS = 5;

    private static final int DATAGRAM_ROUNDS = 2;

    private final EventLoop loop;
    private final Query query;
    private final Duration timeout;
    private final Consumer<byte @Nullable []> end;
    private final Queue<Attempt> planned;
    private final List<Attempt> open = new ArrayList<>(2);
    private final Set<Upstream> silent = new HashSet<>(2);
    private final long start = System.nanoTime();
    private @Nullable Future<?> silence;
    private byte @Nullable [] refusal;
    private boolean ended;

    /**
     * A query to send.
     *
     * @param overStream whether the client used TCP: then so do we, and the answer is the one it would have got
     * @param end gets the answer, or null if there is none
     */
    ForwardedQuery(
            EventLoop loop,
            Query query,
            boolean overStream,
            List<Upstream> upstreams,
            Duration timeout,
            Consumer<byte @Nullable []> end) {
        this.loop = loop;
        this.query = query;
        this.timeout = timeout;
        this.end = end;
        this.planned = new ArrayDeque<>((DATAGRAM_ROUNDS + 1) * upstreams.size() + 1);
        for (int round = 0; round <= DATAGRAM_ROUNDS; round++) {
            for (Upstream upstream : upstreams) {
                // Some networks lose every datagram and let TCP through.
                planned.add(new Attempt(upstream, overStream || round == DATAGRAM_ROUNDS));
            }
        }
    }

    void start() {
        next();
    }

    private void next() {
        Attempt attempt = planned.poll();
        if (attempt != null) {
            open.add(attempt);
            attempt.send();
            awaitSilence(timeout.toNanos() / SENDINGS);
        } else if (open.isEmpty()) {
            finish(refusal);
        } else {
            awaitSilence(start + timeout.toNanos() - System.nanoTime());
        }
    }

    private void awaitSilence(long nanos) {
        if (silence != null) {
            silence.cancel(false);
        }
        silence = loop.schedule(this::onSilence, nanos, TimeUnit.NANOSECONDS);
    }

    private void onSilence() {
        if (!open.isEmpty()) {
            Upstream upstream = open.get(open.size() - 1).upstream;
            // Once a query: the zone that it is about may be the one that is dead, and anybody may run such a zone.
            if (silent.add(upstream)) {
                upstream.missed("it does not answer");
            }
        }
        if (System.nanoTime() - start >= timeout.toNanos()) {
            finish(refusal);
        } else {
            next();
        }
    }

    private void finish(byte @Nullable [] answer) {
        if (ended) {
            return;
        }
        ended = true;
        if (silence != null) {
            silence.cancel(false);
        }
        open.forEach(Attempt::cancel);
        open.clear();
        planned.clear();
        end.accept(answer);
    }

    /** One sending to one upstream. */
    private final class Attempt implements Transport.AnswerSink {
        private final Upstream upstream;
        private final boolean overStream;
        private Transport.@Nullable Sending sending;
        private long sent;

        Attempt(Upstream upstream, boolean overStream) {
            this.upstream = upstream;
            this.overStream = overStream;
        }

        void send() {
            sent = System.nanoTime();
            sending = upstream.transport(overStream).send(query, this);
        }

        void cancel() {
            if (sending != null) {
                sending.cancel();
            }
        }

        @Override
        public void answered(byte[] response) {
            open.remove(this);
            upstream.health().answered(System.nanoTime() - sent);
            if (isNoAnswer(Wire.rcode(response))) {
                refusal = response;
                planned.removeIf(later -> later.upstream.equals(upstream));
                next();
            } else {
                finish(response);
            }
        }

        /**
         * REFUSED and NOTIMP mean "not from me". SERVFAIL may mean bogus, and then nobody's word outweighs it; but not if the
         * query says that nothing is to be checked.
         */
        private boolean isNoAnswer(int rcode) {
            return rcode == Wire.REFUSED
                    || rcode == Wire.NOTIMP
                    || (rcode == Wire.SERVFAIL && query.isCheckingDisabled());
        }

        @Override
        public void failed(String reason) {
            if (ended) {
                return;
            }
            open.remove(this);
            upstream.missed(reason);
            next();
        }
    }
}
