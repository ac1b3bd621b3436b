package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers outcomes for as long as each may live ({@link Lifetimes}), and asks once where several want to know the same at
 * the same time. An answer that is wanted shortly before its end is asked for anew meanwhile, so that what is in use is
 * always at hand; what nobody wants just ends. When the cache is full, the outcome that was not wanted for longest goes.
 *
 * @param <K> what is asked about
 * @param <T> what a record holds
 */
final class OutcomeCache<K, T> {
    private final int capacity;
    private final InstantSource clock;
    private final BiConsumer<K, DnsOutcome<T>> news;

    // Both guarded by this.
    private final LinkedHashMap<K, Remembered<T>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, CompletableFuture<DnsOutcome<T>>> asking = new HashMap<>();

    /**
     * @param news hears of each outcome that says something else than the one before about the same; on the thread that
     *     brought it, so it must be quick
     */
    OutcomeCache(int capacity, InstantSource clock, BiConsumer<K, DnsOutcome<T>> news) {
        this.capacity = capacity;
        this.clock = clock;
        this.news = news;
    }

    /**
     * Something that is remembered.
     *
     * @param failure of the attempt to ask anew, where {@code outcome} holds nevertheless
     */
    record Entry<K, T>(K key, DnsOutcome<T> outcome, Duration left, Optional<DnsOutcome<?>> failure) {}

    /** All that is remembered and still holds, in no order. */
    synchronized List<Entry<K, T>> entries() {
        Instant now = clock.instant();
        return kept.entrySet().stream()
                .flatMap(kept -> entry(kept.getKey(), kept.getValue(), now).stream())
                .toList();
    }

    /** What is remembered about {@code key}, if it still holds. */
    synchronized Optional<Entry<K, T>> entry(K key) {
        return entry(key, kept.getOrDefault(key, Remembered.nothing()), clock.instant());
    }

    private Optional<Entry<K, T>> entry(K key, Remembered<T> known, Instant now) {
        DnsOutcome<T> outcome = known.at(now);
        return Optional.ofNullable(outcome)
                .map(holds -> new Entry<>(key, holds, known.left(now), Optional.ofNullable(known.failureSince(now))));
    }

    /**
     * The outcome for {@code key}: remembered, on its way already, or from {@code ask}. A stage of {@code ask} that
     * fails is passed on and not remembered.
     */
    CompletionStage<DnsOutcome<T>> get(K key, Function<K, CompletionStage<DnsOutcome<T>>> ask) {
        CompletableFuture<DnsOutcome<T>> promise = new CompletableFuture<>();
        CompletionStage<DnsOutcome<T>> result;
        synchronized (this) {
            Remembered<T> known = kept.getOrDefault(key, Remembered.nothing());
            DnsOutcome<T> outcome = known.at(clock.instant());
            if (outcome != null && !known.isRefreshDue(clock.instant())) {
                return CompletableFuture.completedStage(outcome);
            }
            CompletableFuture<DnsOutcome<T>> shared = asking.putIfAbsent(key, promise);
            CompletableFuture<DnsOutcome<T>> awaited = shared == null ? promise : shared;
            result = outcome == null ? awaited.minimalCompletionStage() : CompletableFuture.completedStage(outcome);
            if (shared != null) {
                return result;
            }
        }
        ask.apply(key).whenComplete((outcome, failure) -> finish(key, promise, outcome, failure));
        return result;
    }

    private void finish(
            K key,
            CompletableFuture<DnsOutcome<T>> promise,
            @Nullable DnsOutcome<T> outcome,
            @Nullable Throwable failure) {
        boolean isNews = false;
        synchronized (this) {
            boolean wanted = asking.remove(key, promise);
            if (outcome != null && wanted) {
                Remembered<T> before = kept.getOrDefault(key, Remembered.nothing());
                isNews = before.isNews(outcome);
                kept.put(key, before.then(outcome, clock.instant()));
                if (kept.size() > capacity) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
        }
        if (outcome != null) {
            try {
                if (isNews) {
                    news.accept(key, outcome);
                }
            } finally {
                promise.complete(outcome);
            }
        } else {
            promise.completeExceptionally(failure == null ? new IllegalStateException("no outcome") : failure);
        }
    }

    /** Forgets what is known, and does not remember what is being asked: the next question goes out afresh. */
    synchronized void forget(K key) {
        kept.remove(key);
        asking.remove(key);
    }

    synchronized int size() {
        return kept.size();
    }
}
