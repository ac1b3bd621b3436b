package cygnet.dns.resolver;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of clients' questions since the resolver began to listen. Safe for use by several threads. */
public final class ResolverCounters {
    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

    /** What is counted; the order is that of a report. */
    public enum Event {
        /** A question that was taken, to be forwarded. */
        QUESTIONS,
        /** One that got an answer, of whatever kind. */
        ANSWERED,
        /** Of these, one that was remembered. */
        REMEMBERED,
        /** SERVFAIL because no upstream answered. */
        SERVFAIL_NO_UPSTREAM,
        /** SERVFAIL because the addresses are bogus. */
        SERVFAIL_BOGUS,
        /** SERVFAIL that an upstream said. */
        SERVFAIL_FROM_UPSTREAM,
        /** A client that may not ask. */
        REFUSED,
        /** A message that can't be forwarded: FORMERR, NOTIMP. */
        MALFORMED,
        /** Beyond the limits: thrown away. */
        DROPPED,
        /** An answer that had to wait for keys, or for the kernel. */
        HELD,
        /** One of those that patience let go before that was done. */
        PATIENCE_ENDED,
        /** A question of the resolver's own that came back. */
        LOOPED
    }

    ResolverCounters() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    void count(Event event) {
        Objects.requireNonNull(counts.get(event)).increment();
    }

    /** All of them, in order. */
    public Map<Event, Long> snapshot() {
        Map<Event, Long> snapshot = new EnumMap<>(Event.class);
        counts.forEach((event, count) -> snapshot.put(event, count.sum()));
        return Collections.unmodifiableMap(snapshot);
    }
}
