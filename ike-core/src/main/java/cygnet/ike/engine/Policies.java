package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Attempts.Goal;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who needs which policy. A trap and any number of Child SAs may share one; it goes with the last of them. Selectors are
 * outbound ones; the inbound policy goes along.
 */
final class Policies {
    private final Map<PolicySelector, Integer> reqids = new HashMap<>();
    private final Map<PolicySelector, Integer> users = new HashMap<>();
    private final Map<PolicySelector, Trap> traps = new LinkedHashMap<>();
    private final Map<Integer, Trap> trapsByReqid = new HashMap<>();
    private final Map<String, Map<PolicySelector, Trap>> trapsByConnection = new HashMap<>();
    /** Those that the kernel has taken: it may refuse them at first. */
    private final Set<PolicySelector> written = new HashSet<>();

    private final SelectorIndex<PolicySelector, Trap> authenticated = new SelectorIndex<>();
    private final SelectorIndex<PolicySelector, Trap> anonymous = new SelectorIndex<>();
    private int nextReqid;

    Policies(int firstReqid) {
        this.nextReqid = firstReqid;
    }

    /** A policy that waits for packets. */
    record Trap(
            Connection connection,
            ChildConfig child,
            PolicySelector selector,
            int reqid,
            IpAddress local,
            IpAddress remote) {
        Goal goal() {
            return new Goal(connection, child, local, remote);
        }
    }

    int reqidFor(PolicySelector outbound) {
        return reqids.computeIfAbsent(outbound, s -> nextReqid++);
    }

    void add(Trap trap) {
        PolicySelector selector = trap.selector();
        Trap before = traps.put(selector, trap);
        if (before != null) {
            trapsByReqid.remove(before.reqid());
            unindex(before);
        }
        trapsByReqid.put(trap.reqid(), trap);
        trapsByConnection
                .computeIfAbsent(trap.connection().name(), name -> new LinkedHashMap<>())
                .put(selector, trap);
        boolean isForAnybody = trap.connection().remote() instanceof RemoteAuth.Null;
        (isForAnybody ? anonymous : authenticated).put(selector, trap, List.of(selector));
    }

    private void unindex(Trap trap) {
        authenticated.remove(trap.selector());
        anonymous.remove(trap.selector());
        trapsByConnection.computeIfPresent(trap.connection().name(), (name, ofConnection) -> {
            ofConnection.remove(trap.selector());
            return ofConnection.isEmpty() ? null : ofConnection;
        });
    }

    /** The kernel has taken the policies of a trap. */
    void written(Trap trap) {
        if (trap.equals(traps.get(trap.selector()))) {
            written.add(trap.selector());
        }
    }

    /** The kernel has taken the policies of a Child SA. */
    void written(List<PolicySelector> outbound) {
        outbound.stream().filter(users::containsKey).forEach(written::add);
    }

    Optional<Trap> trap(PolicySelector outbound) {
        return Optional.ofNullable(traps.get(outbound));
    }

    Optional<Trap> trap(int reqid) {
        return Optional.ofNullable(trapsByReqid.get(reqid));
    }

    /** A trap for some of this traffic whose peer has to prove who it is. */
    Optional<Trap> authenticatedTrap(List<PolicySelector> outbound) {
        return authenticated.overlapping(outbound).stream().findFirst();
    }

    Collection<Trap> traps() {
        return traps.values();
    }

    /** The traps of a connection. */
    List<Trap> traps(Connection connection) {
        return trapsByConnection.getOrDefault(connection.name(), Map.of()).values().stream()
                .filter(trap -> trap.connection().equals(connection))
                .toList();
    }

    /** The traps at which all packets of a flow would wait. */
    List<Trap> trapsHolding(PolicySelector flow) {
        return Stream.of(authenticated, anonymous)
                .flatMap(index -> index.overlapping(List.of(flow)).stream())
                .filter(trap -> trap.selector().contains(flow))
                .toList();
    }

    /** Whether the kernel has each of these: a claim alone may come to nothing. */
    boolean exist(List<PolicySelector> outbound) {
        return written.containsAll(outbound);
    }

    /** Whether a trap or a Child SA needs it. */
    boolean isNeeded(PolicySelector outbound) {
        return users.containsKey(outbound) || traps.containsKey(outbound);
    }

    /** Whether more than one Child SA uses one of these. */
    boolean areShared(List<PolicySelector> outbound) {
        return outbound.stream().anyMatch(s -> users.getOrDefault(s, 0) > 1);
    }

    /** A Child SA uses these from now on; returns the reqid for all of them. */
    int claim(List<PolicySelector> outbound) {
        outbound.forEach(s -> users.merge(s, 1, Integer::sum));
        return reqidFor(outbound.get(0));
    }

    /** A Child SA is gone: what removes the policies that nobody needs any more. */
    List<KernelCommand> release(List<PolicySelector> outbound) {
        outbound.forEach(s -> users.computeIfPresent(s, (k, count) -> count > 1 ? count - 1 : null));
        return removalOf(outbound);
    }

    /** What removes those of the policies that neither a trap nor a Child SA needs. */
    private List<KernelCommand> removalOf(List<PolicySelector> outbound) {
        List<KernelCommand> commands = new ArrayList<>();
        for (PolicySelector selector : outbound) {
            if (!isNeeded(selector)) {
                commands.addAll(ChildPolicies.removal(selector));
                reqids.remove(selector);
                written.remove(selector);
            }
        }
        return commands;
    }

    /** Forgets the traps of a connection, or of all: what removes their policies. */
    List<KernelCommand> removeTraps(Collection<Trap> gone) {
        List<PolicySelector> selectors = new ArrayList<>();
        for (Trap trap : List.copyOf(gone)) {
            Trap removed = traps.remove(trap.selector());
            if (removed != null) {
                unindex(removed);
            }
            trapsByReqid.remove(trap.reqid());
            selectors.add(trap.selector());
        }
        return removalOf(selectors);
    }
}
