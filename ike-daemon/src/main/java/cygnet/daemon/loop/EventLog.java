package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what happens: the story of an exchange in a few lines; and whoever else listens. Strangers cannot fill
 * the log: of what is refused to them, only so many lines a second are written.
 */
public final class EventLog {
    private static final int REFUSALS_A_SECOND = 10;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Logger log;
    private final InstantSource clock;
    private final List<Consumer<IkeEvent>> listeners = new CopyOnWriteArrayList<>();
    private Instant secondBegan = Instant.EPOCH;
    private int refusals;

    public EventLog(InstantSource clock) {
        this(LoggerFactory.getLogger("ike"), clock);
    }

    EventLog(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Hands every event to {@code listener}, on the engine's thread, until {@link #remove}. */
    public void add(Consumer<IkeEvent> listener) {
        listeners.add(listener);
    }

    public void remove(Consumer<IkeEvent> listener) {
        listeners.remove(listener);
    }

    void log(IkeEvent event) {
        startSecond();
        if (!(event instanceof IkeEvent.Refused) || ++refusals <= REFUSALS_A_SECOND) {
            write(event);
        }
        listeners.forEach(listener -> listener.accept(event));
    }

    private void startSecond() {
        Instant now = clock.instant();
        if (Duration.between(secondBegan, now).compareTo(SECOND) < 0) {
            return;
        }
        if (refusals > REFUSALS_A_SECOND) {
            log.info(
                    "{} more requests were refused; `cygnetctl status` counts them by cause",
                    refusals - REFUSALS_A_SECOND);
        }
        secondBegan = now;
        refusals = 0;
    }

    /** What nobody will read is not even put into words. */
    private void write(IkeEvent event) {
        switch (event.level()) {
            case DETAIL -> log.atDebug().log(event::describe);
            case INFO -> log.info("{}", event.describe());
            case WARNING -> log.warn("{}", event.describe());
        }
    }
}
