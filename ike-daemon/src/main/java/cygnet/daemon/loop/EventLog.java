package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what happens: the story of an exchange in a few lines; and whoever else listens. */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("ike");

    private final List<Consumer<IkeEvent>> listeners = new CopyOnWriteArrayList<>();

    /** Hands every event to {@code listener}, on the engine's thread, until {@link #remove}. */
    public void add(Consumer<IkeEvent> listener) {
        listeners.add(listener);
    }

    public void remove(Consumer<IkeEvent> listener) {
        listeners.remove(listener);
    }

    void log(IkeEvent event) {
        switch (event.level()) {
            case DETAIL -> LOG.debug("{}", event.describe());
            case INFO -> LOG.info("{}", event.describe());
            case WARNING -> LOG.warn("{}", event.describe());
        }
        listeners.forEach(listener -> listener.accept(event));
    }
}
