package cygnet.daemon.vici;

import cygnet.dns.resolver.ResolverStatus;
import cygnet.ike.policy.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The daemon as its control socket sees it. Called on the control socket's event loop, so nothing may block; what belongs to
 * another thread is answered later.
 */
public interface DaemonView extends TriggerCommand.Trigger {
    /** Which SAs are meant; what is empty means all. */
    record SaFilter(Optional<String> ike, OptionalLong ikeId, Optional<String> child, OptionalLong childId) {
        public static final SaFilter ALL =
                new SaFilter(Optional.empty(), OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

        public boolean matches(IkeSaStatus sa) {
            return ike.map(sa.connection()::equals).orElse(true) && (ikeId.isEmpty() || ikeId.getAsLong() == sa.id());
        }

        public boolean matches(ChildSaStatus sa) {
            return child.map(sa.name()::equals).orElse(true) && (childId.isEmpty() || childId.getAsLong() == sa.id());
        }

        /** Whether a Child SA is named, so that an IKE SA without it is not meant. */
        public boolean namesChild() {
            return child.isPresent() || childId.isPresent();
        }
    }

    /**
     * What to start.
     *
     * @param connection any that has such a child, if empty
     * @param child an IKE SA without a Child SA, if empty
     * @param patience how long to wait for the outcome; empty is for ever, zero is not at all
     */
    record Initiation(Optional<String> connection, Optional<String> child, Optional<Duration> patience) {}

    /**
     * How an order ended.
     *
     * @param matches the SAs that were meant
     * @param done those of them that it was done to
     * @param failure empty if all is well
     */
    record Outcome(int matches, int done, Optional<String> failure) {}

    DaemonStats stats();

    /** What this host publishes about itself, and how that goes: lines by name; empty if it does not. */
    default Map<String, String> publication() {
        return Map.of();
    }

    /** How DNS does, as this host sees it; empty if none is configured. */
    default Optional<ResolverStatus> dns() {
        return Optional.empty();
    }

    CompletionStage<List<IkeSaStatus>> ikeSas();

    List<TrapStatus> traps();

    /** SAs with keys from a file. */
    default List<ManualSaStatus> manualSas() {
        return List.of();
    }

    List<Connection> connections();

    /** How many rules the groups have. */
    int rules();

    /** Starts a connection; {@code story} gets lines for people while it goes on, and may be called by any thread. */
    CompletionStage<Outcome> initiate(Initiation what, Consumer<String> story);

    /**
     * Ends IKE SAs, or Child SAs if the filter names some.
     *
     * @param force without waiting for the peer's answer to the Delete
     * @param patience as for {@link Initiation}
     */
    CompletionStage<Outcome> terminate(
            SaFilter which, boolean force, Optional<Duration> patience, Consumer<String> story);
}
