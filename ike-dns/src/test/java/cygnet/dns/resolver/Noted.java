package cygnet.dns.resolver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happened, in order, and the means to wait until it has. */
final class Noted<T> {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final List<T> things = new ArrayList<>();

    synchronized void add(T thing) {
        things.add(thing);
        notifyAll();
    }

    synchronized List<T> soFar() {
        return List.copyOf(things);
    }

    /** All of them as soon as there are {@code count}. */
    synchronized List<T> await(int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (things.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("only " + things + " instead of " + count);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return soFar();
    }
}
