package cygnet.ike.engine;

import java.time.Duration;

/**
 * When an unanswered request is repeated, and when the peer is given up (RFC 7296 section 2.4).
 *
 * @param first the wait before the first repetition
 * @param factor by which each further wait is longer
 * @param longest wait
 * @param tries how often the request is repeated
 */
public record RetransmitPolicy(Duration first, double factor, Duration longest, int tries) {
    /** Repeats 11 times in about 3 minutes. */
    public static final RetransmitPolicy DEFAULT =
            new RetransmitPolicy(Duration.ofMillis(500), 1.8, Duration.ofSeconds(30), 11);

    /** The wait after the {@code sent}th sending, counted from 1. */
    Duration wait(int sent) {
        double millis = (double) first.toMillis() * Math.pow(factor, sent - 1.0);
        return Duration.ofMillis((long) Math.min(millis, (double) longest.toMillis()));
    }
}
