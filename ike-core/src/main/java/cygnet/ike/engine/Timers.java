package cygnet.ike.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** What is due when. Equal times fire in the order in which they were set. */
final class Timers {
    private final TreeSet<Timer> queue =
            new TreeSet<>(Comparator.comparing(Timer::due).thenComparing(Timer::sequence));
    private long sequence;

    /** One deadline; cancelling it again, or after it fired, does nothing. */
    final class Timer {
        private final Instant due;
        private final long order;
        private final Runnable action;

        private Timer(Instant due, long order, Runnable action) {
            this.due = due;
            this.order = order;
            this.action = action;
        }

        private Instant due() {
            return due;
        }

        private long sequence() {
            return order;
        }

        void cancel() {
            queue.remove(this);
        }
    }

    Timer at(Instant due, Runnable action) {
        Timer timer = new Timer(due, sequence++, action);
        queue.add(timer);
        return timer;
    }

    /** When the next one is due. */
    Optional<Instant> next() {
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first().due);
    }

    /** Runs everything that is due at {@code now}. */
    void fire(Instant now) {
        while (!queue.isEmpty() && !queue.first().due.isAfter(now)) {
            Timer timer = queue.first();
            queue.remove(timer);
            timer.action.run();
        }
    }
}
