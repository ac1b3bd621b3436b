package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers outcomes for as long as each may live, and asks once where several want to know the same at the same time.
 * When it is full, the outcome that was not wanted for longest goes.
 */
final class OutcomeCache<T> {
    private final int capacity;
    private final InstantSource clock;

    // Both guarded by this.
    private final LinkedHashMap<DomainName, Kept<T>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<DomainName, CompletableFuture<DnsOutcome<T>>> asking = new HashMap<>();

    OutcomeCache(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    private record Kept<T>(DnsOutcome<T> outcome, Instant since) {
        @Nullable
        DnsOutcome<T> at(Instant now) {
            Duration age = Duration.between(since, now);
            // A clock that was set back must not make an outcome live longer.
            boolean alive = !age.isNegative() && age.compareTo(Outcomes.life(outcome)) < 0;
            return alive ? Outcomes.aged(outcome, age) : null;
        }
    }

    /**
     * The outcome for {@code name}: remembered, on its way already, or from {@code ask}. A stage of {@code ask} that
     * fails is passed on and not remembered.
     */
    CompletionStage<DnsOutcome<T>> get(DomainName name, Function<DomainName, CompletionStage<DnsOutcome<T>>> ask) {
        CompletableFuture<DnsOutcome<T>> promise = new CompletableFuture<>();
        synchronized (this) {
            Kept<T> remembered = kept.get(name);
            DnsOutcome<T> outcome = remembered == null ? null : remembered.at(clock.instant());
            if (outcome != null) {
                return CompletableFuture.completedStage(outcome);
            }
            kept.remove(name);
            CompletableFuture<DnsOutcome<T>> shared = asking.putIfAbsent(name, promise);
            if (shared != null) {
                return shared.minimalCompletionStage();
            }
        }
        ask.apply(name).whenComplete((outcome, failure) -> finish(name, promise, outcome, failure));
        return promise.minimalCompletionStage();
    }

    private void finish(
            DomainName name,
            CompletableFuture<DnsOutcome<T>> promise,
            @Nullable DnsOutcome<T> outcome,
            @Nullable Throwable failure) {
        synchronized (this) {
            boolean wanted = asking.remove(name, promise);
            if (outcome != null && wanted) {
                kept.put(name, new Kept<>(outcome, clock.instant()));
                if (kept.size() > capacity) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
        }
        if (outcome != null) {
            promise.complete(outcome);
        } else {
            promise.completeExceptionally(failure == null ? new IllegalStateException("no outcome") : failure);
        }
    }

    /** Forgets what is known, and does not remember what is being asked: the next question goes out afresh. */
    synchronized void forget(DomainName name) {
        kept.remove(name);
        asking.remove(name);
    }

    synchronized int size() {
        return kept.size();
    }
}
