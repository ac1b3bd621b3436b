package cygnet.daemon.loop;

import java.time.Instant;

/** Time that never goes back: the wall clock at the start, and what has passed since. */
public final class EngineClock {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    public Instant now() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
