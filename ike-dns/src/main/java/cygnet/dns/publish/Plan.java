package cygnet.dns.publish;

import java.time.Duration;
import java.util.List;

/**
 * The updates that lead from what a zone has to what it should have; made from one look at the primary, and only good as
 * long as nothing changes there.
 */
public final class Plan {
    private final List<Change> changes;
    private final List<String> reverseTroubles;
    private final Duration keyLife;
    private final boolean held;

    Plan(List<Change> changes, List<String> reverseTroubles, Duration keyLife, boolean held) {
        this.changes = List.copyOf(changes);
        this.reverseTroubles = List.copyOf(reverseTroubles);
        this.keyLife = keyLife;
        this.held = held;
    }

    List<Change> changes() {
        return changes;
    }

    /** Whether DNS already is as it should be. */
    public boolean isEmpty() {
        return changes.stream().allMatch(Change::isEmpty);
    }

    /** What would be sent, as nsupdate (BIND, Knot) would be told. */
    public List<String> script() {
        return changes.stream()
                .filter(change -> !change.isEmpty())
                .flatMap(change -> change.script().stream())
                .toList();
    }

    /** A line for each record that goes ({@code -}), comes ({@code +}) or gets another TTL ({@code =}). */
    public List<String> summary() {
        return changes.stream().flatMap(change -> change.summary().stream()).toList();
    }

    /** Reverse names that nothing can be done about, and why. */
    public List<String> reverseTroubles() {
        return reverseTroubles;
    }

    /** How long caches may still hold what was there before: the keys, or that there were none. */
    public Duration keyLife() {
        return keyLife;
    }

    /** Whether a key of ours was at the name already. */
    public boolean isHeld() {
        return held;
    }
}
