package cygnet.daemon.loop;

import cygnet.ike.sa.IkeEvent;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what happens: the story of an exchange in a few lines; and whoever else listens. Strangers cannot fill
 * the log, neither those who send to us nor those on this host who send to many others: of what they can cause without having
 * proved who they are, only so many lines are written.
 */
public final class EventLog {
    /** What strangers can cause as often as they like. Each kind has lines of its own, so that none hides another. */
    private enum Kind {
        REFUSAL(10, "requests were refused; `cygnetctl status` counts them by cause"),
        HOST(100, "lines about hosts were left out; `cygnetctl status` shows what is remembered of each"),
        MESSAGE(500, "lines about messages were left out"),
        FAILURE(100, "failures were left out");

        private final int linesAtOnce;
        private final String leftOut;

        Kind(int linesAtOnce, String leftOut) {
            this.linesAtOnce = linesAtOnce;
            this.leftOut = leftOut;
        }

        /** Empty for what only a peer that has proved who it is can cause, and for what is not told unless asked for. */
        static Optional<Kind> of(IkeEvent event) {
            if (event instanceof IkeEvent.Refused) {
                return Optional.of(REFUSAL);
            }
            if (event instanceof IkeEvent.Decided
                    || event instanceof IkeEvent.Acquired
                    || event instanceof IkeEvent.LookedUp
                    || event instanceof IkeEvent.TrapInstalled
                    || event instanceof IkeEvent.Forgotten) {
                return Optional.of(HOST);
            }
            if (event instanceof IkeEvent.MessageSent
                    || event instanceof IkeEvent.MessageReceived
                    || event instanceof IkeEvent.Retransmitted) {
                return Optional.of(MESSAGE);
            }
            boolean handshakeFailed = event instanceof IkeEvent.IkeSaClosed closed && !closed.wasEstablished();
            return handshakeFailed
                            || event instanceof IkeEvent.ExchangeFailed
                            || event instanceof IkeEvent.AttemptFailed
                            || event instanceof IkeEvent.KernelTrouble
                    ? Optional.of(FAILURE)
                    : Optional.empty();
        }
    }

    private final Logger log;
    private final Map<Kind, LineBudget> budgets = new EnumMap<>(Kind.class);
    private final List<Consumer<IkeEvent>> listeners = new CopyOnWriteArrayList<>();

    public EventLog(InstantSource clock) {
        this(LoggerFactory.getLogger("ike"), clock);
    }

    EventLog(Logger log, InstantSource clock) {
        this.log = log;
        for (Kind kind : Kind.values()) {
            budgets.put(
                    kind,
                    new LineBudget(clock, kind.linesAtOnce, count -> log.info("{} more {}", count, kind.leftOut)));
        }
    }

    /** Hands every event to {@code listener}, on the engine's thread, until {@link #remove}. */
    public void add(Consumer<IkeEvent> listener) {
        listeners.add(listener);
    }

    public void remove(Consumer<IkeEvent> listener) {
        listeners.remove(listener);
    }

    void log(IkeEvent event) {
        budgets.values().forEach(LineBudget::tick);
        if (Kind.of(event).map(budgets::get).map(LineBudget::take).orElse(true)) {
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
