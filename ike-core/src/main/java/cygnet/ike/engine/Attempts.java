package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What we have tried and what came of it. After a failure the next attempt waits, longer each time; a packet that asks for it
 * meanwhile is told when it comes. A Child SA with the peer, or the peer's own beginning, ends all waiting.
 */
final class Attempts {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /** A wait is up to so much of itself shorter or longer, so that not all come back at once after an outage. */
    private static final double JITTER = 0.2;
    /** Whoever still wants to send has asked again within this time: the kernel drops what it holds after 30 s. */
    private static final Duration ACQUIRE_LIFETIME = Duration.ofMinutes(1);

    private final EngineContext context;
    private final BiConsumer<Goal, Optional<Integer>> start;
    private final BiConsumer<Goal, String> failure;
    private final Map<SaDriver, Goal> underWay = new HashMap<>();
    /** The same by what they are begun for: it may come from another one. */
    private final Map<Key, Set<SaDriver>> byGoal = new HashMap<>();

    private final Map<IpAddress, Map<Key, Failure>> failures = new HashMap<>();

    /** A Child SA that we want, and the addresses between which. */
    record Goal(Connection connection, ChildConfig child, IpAddress local, IpAddress remote) {
        /** Whether the Child SA could be had there. What is about the addresses of the IKE SA can't be had on one between others. */
        boolean isServedBy(SaDriver driver) {
            return driver.sa().remote().address().equals(remote)
                    && (!child.localSelectors().isEmpty()
                            || driver.sa().local().address().equals(local));
        }

        private Key key() {
            return new Key(connection.name(), child.name(), remote);
        }
    }

    private record Key(String connection, String child, IpAddress remote) {}

    /** Attempts that failed one after the other. */
    private static final class Failure {
        private final Goal goal;
        private int count;
        private String cause = "";
        private Instant notBefore = Instant.MIN;
        private Instant askedAt = Instant.MIN;
        private Optional<Integer> acquireSequence = Optional.empty();
        private Timers.@Nullable Timer timer;

        Failure(Goal goal) {
            this.goal = goal;
        }

        void cancel() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }

    /**
     * @param start makes an attempt, with the sequence number of an ACQUIRE if there is one
     * @param failure is told of one that has failed, and why
     */
    Attempts(EngineContext context, BiConsumer<Goal, Optional<Integer>> start, BiConsumer<Goal, String> failure) {
        this.context = context;
        this.start = start;
        this.failure = failure;
    }

    /** An IKE SA is begun for this. */
    void begun(SaDriver driver, Goal goal) {
        forget(driver);
        underWay.put(driver, goal);
        byGoal.computeIfAbsent(goal.key(), key -> new HashSet<>()).add(driver);
    }

    /** Why an attempt is not made now; empty if it may be. */
    Optional<String> obstacle(Goal goal) {
        return waiting(goal)
                .map(f -> "the last attempt has failed (" + f.cause + "); the next may be made in "
                        + seconds(Duration.between(context.now(), f.notBefore)));
    }

    /** Why a packet has to wait; empty if it need not. Otherwise an attempt is made for it when its time has come. */
    Optional<String> obstacle(Goal goal, KernelEvent.Acquire acquire) {
        waiting(goal).ifPresent(failure -> {
            failure.askedAt = context.now();
            failure.acquireSequence = Optional.of(acquire.sequence()).filter(s -> s != 0);
            if (failure.timer == null) {
                failure.timer = context.after(
                        Duration.between(context.now(), failure.notBefore), () -> tryAgain(failure, false));
            }
        });
        return obstacle(goal);
    }

    private Optional<Failure> waiting(Goal goal) {
        return Optional.ofNullable(failures(goal.remote()).get(goal.key()))
                .filter(f -> f.notBefore.isAfter(context.now()));
    }

    private Map<Key, Failure> failures(IpAddress remote) {
        return failures.getOrDefault(remote, Map.of());
    }

    private void tryAgain(Failure failure, boolean uncalled) {
        failure.timer = null;
        boolean wanted = failure.askedAt.plus(ACQUIRE_LIFETIME).isAfter(context.now());
        if (uncalled || wanted) {
            start.accept(failure.goal, wanted ? failure.acquireSequence : Optional.empty());
        }
    }

    /** There is such a Child SA, whoever has begun it. */
    void installed(SaDriver driver, ChildSa child) {
        Key key = new Key(
                driver.sa().connection().name(),
                child.config().name(),
                driver.sa().remote().address());
        List.copyOf(byGoal.getOrDefault(key, Set.of())).forEach(this::forget);
        Failure failure = failures(key.remote()).get(key);
        if (failure != null) {
            forget(failure);
        }
    }

    private void forget(Failure failure) {
        failure.cancel();
        failures.computeIfPresent(failure.goal.remote(), (remote, ofRemote) -> {
            ofRemote.remove(failure.goal.key());
            return ofRemote.isEmpty() ? null : ofRemote;
        });
    }

    /** An IKE SA is over; if it was begun for a Child SA that has not come, the attempt has failed. */
    void closed(SaDriver driver, String cause) {
        forget(driver).ifPresent(goal -> failed(goal, cause));
    }

    /** A Child SA could not be had on an IKE SA that stands. */
    void failed(SaDriver driver, ChildConfig child, String cause) {
        forget(driver);
        failed(
                new Goal(
                        driver.sa().connection(),
                        child,
                        driver.sa().local().address(),
                        driver.sa().remote().address()),
                cause);
    }

    private void failed(Goal goal, String cause) {
        Failure failure = failures.computeIfAbsent(goal.remote(), remote -> new HashMap<>())
                .computeIfAbsent(goal.key(), key -> new Failure(goal));
        failure.count++;
        failure.cause = cause;
        Duration wait = wait(failure.count);
        failure.notBefore = context.now().plus(wait);
        failure.cancel();
        int most = goal.connection().attempts();
        boolean again = most == 0 || failure.count < most;
        if (again) {
            failure.timer = context.after(wait, () -> tryAgain(failure, true));
        }
        context.report(new IkeEvent.AttemptFailed(
                goal.connection().name(), goal.child().name(), goal.remote(), failure.count, cause, wait, again));
        this.failure.accept(goal, cause);
    }

    /** Twice as long each time. */
    private Duration wait(int count) {
        double doubled = FIRST_WAIT.toMillis() * Math.pow(2, Math.min(count, 30) - 1.0);
        double random = (context.random().nextLong() >>> 11) * 0x1.0p-53;
        double jittered = Math.min(doubled, (double) LONGEST_WAIT.toMillis()) * (1 - JITTER + 2 * JITTER * random);
        return Duration.ofMillis((long) jittered);
    }

    /** The peer has shown that it is there: what was to be tried later may be tried at once. */
    void alive(IpAddress remote) {
        failures(remote).values().forEach(f -> {
            f.count = 0;
            f.notBefore = context.now();
        });
    }

    /** As above; and whatever somebody waits for is tried now. */
    void retry(IpAddress remote) {
        alive(remote);
        List<Failure> due =
                failures(remote).values().stream().filter(f -> f.timer != null).toList();
        due.forEach(failure -> {
            failure.cancel();
            tryAgain(failure, true);
        });
    }

    /**
     * An operator has ended it, which is no failure.
     *
     * @return what it was begun for; empty if it was not, or if that has come
     */
    Optional<Goal> forget(SaDriver driver) {
        Optional<Goal> goal = Optional.ofNullable(underWay.remove(driver));
        goal.ifPresent(g -> byGoal.computeIfPresent(
                g.key(), (key, drivers) -> drivers.remove(driver) && drivers.isEmpty() ? null : drivers));
        return goal;
    }

    /** What is no longer configured is no longer tried. */
    void retain() {
        Map.copyOf(underWay).forEach((driver, goal) -> {
            if (!context.connections.contains(goal.connection())) {
                forget(driver);
            }
        });
        allFailures().stream()
                .filter(f -> !context.connections.contains(f.goal.connection()))
                .forEach(this::forget);
    }

    private List<Failure> allFailures() {
        return failures.values().stream()
                .flatMap(ofRemote -> ofRemote.values().stream())
                .toList();
    }

    /** Nothing is tried any more. */
    void stop() {
        underWay.clear();
        byGoal.clear();
        allFailures().forEach(Failure::cancel);
        failures.clear();
    }

    private static String seconds(Duration duration) {
        return Math.max(1, duration.toSeconds()) + " s";
    }
}
