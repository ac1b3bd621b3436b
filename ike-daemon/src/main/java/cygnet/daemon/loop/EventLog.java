package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
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
    private final Logger log;
    private final LineBudget refusals;
    private final List<Consumer<IkeEvent>> listeners = new CopyOnWriteArrayList<>();

    public EventLog(InstantSource clock) {
        this(LoggerFactory.getLogger("ike"), clock);
    }

    EventLog(Logger log, InstantSource clock) {
        this.log = log;
        this.refusals = new LineBudget(
                clock,
                count -> log.info("{} more requests were refused; `cygnetctl status` counts them by cause", count));
    }

    /** Hands every event to {@code listener}, on the engine's thread, until {@link #remove}. */
    public void add(Consumer<IkeEvent> listener) {
        listeners.add(listener);
    }

    public void remove(Consumer<IkeEvent> listener) {
        listeners.remove(listener);
    }

    void log(IkeEvent event) {
        refusals.tick();
        if (!(event instanceof IkeEvent.Refused) || refusals.take()) {
            write(event);
        }
        listeners.forEach(listener -> listener.accept(event));
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
