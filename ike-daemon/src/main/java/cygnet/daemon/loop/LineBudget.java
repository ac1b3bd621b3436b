package cygnet.daemon.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntConsumer;

/**
 * Only so many lines, so that strangers can't fill the log; and what was left out is told. What is not used is saved up, so that a
 * story which is told once in a while is told whole. Safe for several threads.
 */
final class LineBudget {
    static final int LINES_A_SECOND = 10;

    private final InstantSource clock;
    private final int most;
    private final IntConsumer leftOut;
    private Instant filled = Instant.EPOCH;
    private int left;
    private int missing;

    /**
     * @param most lines at once; from then on {@value #LINES_A_SECOND} a second
     * @param leftOut hears, once a second at most, how many lines were too many
     */
    LineBudget(InstantSource clock, int most, IntConsumer leftOut) {
        this.clock = clock;
        this.most = most;
        this.leftOut = leftOut;
        this.left = most;
    }

    /** Tells what was left out, if a second is over. */
    synchronized void tick() {
        Instant now = clock.instant();
        long seconds = Duration.between(filled, now).toSeconds();
        if (seconds < 1) {
            return;
        }
        filled = now;
        left = (int) Math.min(most, left + Math.min(seconds, most) * LINES_A_SECOND);
        if (missing > 0) {
            leftOut.accept(missing);
            missing = 0;
        }
    }

    /** Whether one more line may be written. */
    synchronized boolean take() {
        tick();
        if (left > 0) {
            left--;
            return true;
        }
        missing++;
        return false;
    }
}
