package cygnet.dns.resolver;

import cygnet.dns.Printable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server is worth asking: one that has left several queries unanswered, and has answered none meanwhile, is left
 * aside until it answers again; and one whose questions come back to us as long as they do. Each change is logged once.
 * Changed by the event loop alone; any thread may read it.
 */
final class UpstreamHealth {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamHealth.class);

    private static final int TOLERATED = 3;

    /** The last answer counts for an eighth, as in TCP (RFC 6298 section 2). */
    private static final int SMOOTHING = 8;

    private final UpstreamServer server;
    private int missedInARow;

    private volatile UpstreamStatus.State state = UpstreamStatus.State.ASKED;
    private volatile long since = System.nanoTime();
    private volatile @Nullable String trouble;
    private volatile long roundTrip;
    private volatile long answers;
    private volatile long missed;

    UpstreamHealth(UpstreamServer server) {
        this.server = server;
    }

    boolean isAlive() {
        return state == UpstreamStatus.State.ASKED;
    }

    boolean loops() {
        return state == UpstreamStatus.State.LOOPS;
    }

    /** @param nanos from the question to its answer */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    void answered(long nanos) {
        missedInARow = 0;
        roundTrip += answers == 0 ? nanos : (nanos - roundTrip) / SMOOTHING;
        answers++;
        if (state == UpstreamStatus.State.LEFT_ASIDE) {
            change(UpstreamStatus.State.ASKED);
            LOG.info("the name server {} answers again", server);
        }
    }

    /**
     * A query was not answered.
     *
     * @return whether it is left aside from now on
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    boolean missed(String why) {
        missedInARow++;
        missed++;
        String printable = Printable.of(why);
        if (state != UpstreamStatus.State.LOOPS) {
            trouble = printable;
        }
        if (state != UpstreamStatus.State.ASKED || missedInARow < TOLERATED) {
            return false;
        }
        change(UpstreamStatus.State.LEFT_ASIDE);
        LOG.warn("the name server {} is left aside: {}", server, printable);
        return true;
    }

    /** What it was asked has come back to us. */
    void looped() {
        if (state != UpstreamStatus.State.LOOPS) {
            change(UpstreamStatus.State.LOOPS);
            trouble = "it forwards to this resolver: questions would go round in a loop";
            LOG.error("the name server {} is left aside: {}", server, trouble);
        }
    }

    /** It has answered a question that would have come back if there were a loop. */
    void answeredWithoutLoop() {
        if (state == UpstreamStatus.State.LOOPS) {
            change(UpstreamStatus.State.ASKED);
            LOG.info("the name server {} does not forward to this resolver any more", server);
        }
    }

    private void change(UpstreamStatus.State next) {
        state = next;
        since = System.nanoTime();
    }

    UpstreamStatus status() {
        Optional<Duration> time = answers == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(roundTrip));
        Duration age = Duration.ofNanos(Math.max(0, System.nanoTime() - since));
        return new UpstreamStatus(server, state, Optional.ofNullable(trouble), age, time, answers, missed);
    }
}
