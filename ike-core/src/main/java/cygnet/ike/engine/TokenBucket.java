package cygnet.ike.engine;

import java.time.Duration;
import java.time.Instant;

/** Lets through so many events a second, and a few at once. */
final class TokenBucket {
    private final double perSecond;
    private final double burst;
    private double tokens;
    private Instant filledAt;

    TokenBucket(double perSecond, double burst, Instant now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = now;
    }

    boolean take(Instant now) {
        double elapsed = Duration.between(filledAt, now).toNanos() / 1e9;
        tokens = Math.min(burst, tokens + elapsed * perSecond);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
