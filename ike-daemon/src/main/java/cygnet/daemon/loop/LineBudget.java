package cygnet.daemon.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.IntConsumer;

/** Only so many lines a second, so that strangers can't fill the log; and what was left out is told. Safe for several threads. */
final class LineBudget {
    static final int LINES_A_SECOND = 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final IntConsumer leftOut;
    private Instant secondBegan = Instant.EPOCH;
    private int wanted;

    /** @param leftOut hears afterwards how many lines were too many in a second, if any were */
    LineBudget(InstantSource clock, IntConsumer leftOut) {
        this.clock = clock;
        this.leftOut = leftOut;
    }

    /** Tells what was left out in the last second, if that is over. */
    synchronized void tick() {
        Instant now = clock.instant();
        if (Duration.between(secondBegan, now).compareTo(SECOND) < 0) {
            return;
        }
        if (wanted > LINES_A_SECOND) {
            leftOut.accept(wanted - LINES_A_SECOND);
        }
        secondBegan = now;
        wanted = 0;
    }

    /** Whether one more line may be written. */
    synchronized boolean take() {
        tick();
        wanted++;
        return wanted <= LINES_A_SECOND;
    }
}
