package cygnet.ike.engine;

import cygnet.ike.engine.Limits.Rate;
import java.time.Duration;
import java.time.Instant;

/** Lets through so many events a second, and a few at once; begins full. */
final class TokenBucket {
    private final Rate rate;
    private double tokens;
    private Instant filledAt;

    TokenBucket(Rate rate, Instant now) {
        this.rate = rate;
        this.tokens = rate.atOnce();
        this.filledAt = now;
    }

    boolean take(Instant now) {
        double elapsed = Duration.between(filledAt, now).toNanos() / 1e9;
        tokens = Math.min(rate.atOnce(), tokens + elapsed * rate.perSecond());
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
