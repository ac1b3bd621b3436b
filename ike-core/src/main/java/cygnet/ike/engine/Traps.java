package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Policies.Trap;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The policies that wait for packets: which there should be, and between which addresses. */
final class Traps {
    private static final Duration TRAP_RETRY = Duration.ofSeconds(10);

    private final EngineContext context;
    private final Map<IpAddress, IpAddress> sources = new HashMap<>();
    private final Map<PolicySelector, List<Runnable>> waiting = new HashMap<>();

    Traps(EngineContext context) {
        this.context = context;
    }

    /** For a peer's address the one of ours that the routing table takes. */
    void sources(Map<IpAddress, IpAddress> newSources) {
        sources.clear();
        sources.putAll(newSources);
    }

    /** Adds to the addresses of ours that lead to peers. */
    void addSources(Map<IpAddress, IpAddress> more) {
        sources.putAll(more);
    }

    /** Installs what the policy wants, and removes what it does not want any more. */
    void renew() {
        List<Trap> wanted = new ArrayList<>();
        context.policy().connections().forEach(connection -> wanted.addAll(traps(connection)));
        context.connections.introduced().forEach(connection -> wanted.addAll(traps(connection)));
        Set<PolicySelector> selectors = new HashSet<>();
        wanted.forEach(t -> selectors.add(t.selector()));
        List<Trap> gone = context.policies.traps().stream()
                .filter(t -> !selectors.contains(t.selector()))
                .toList();
        Set<Trap> there = new HashSet<>(context.policies.traps());
        wanted.stream().filter(t -> !there.contains(t)).forEach(this::install);
        context.perform(context.policies.removeTraps(gone), "removing policies");
    }

    /**
     * Installs the policies of one connection more.
     *
     * @param then called when the kernel has taken them, or refused, or something else protects that traffic already
     * @return what they are about, outbound
     */
    List<PolicySelector> add(Connection connection, Runnable then) {
        Set<PolicySelector> missing = new HashSet<>();
        List<Trap> traps = traps(connection);
        for (Trap trap : traps) {
            boolean taken = context.policies.trap(trap.selector()).isPresent();
            if (!taken) {
                install(trap);
            }
            if (!context.policies.exist(List.of(trap.selector()))) {
                missing.add(trap.selector());
            }
        }
        if (missing.isEmpty()) {
            then.run();
        }
        for (PolicySelector selector : Set.copyOf(missing)) {
            waiting.computeIfAbsent(selector, s -> new ArrayList<>()).add(() -> {
                missing.remove(selector);
                if (missing.isEmpty()) {
                    then.run();
                }
            });
        }
        return traps.stream().map(Trap::selector).toList();
    }

    /** Removes the policies of a connection that nobody needs any more. */
    void remove(Connection connection) {
        context.perform(context.policies.removeTraps(context.policies.traps(connection)), "removing policies");
    }

    /** Other policies take the place of a connection's: they are forgotten, and nothing is told to the kernel. */
    void makeWay(Connection connection) {
        context.policies.removeTraps(context.policies.traps(connection));
    }

    private List<Trap> traps(Connection connection) {
        List<Trap> traps = new ArrayList<>();
        connection.children().stream()
                .filter(child -> child.startAction().traps())
                .forEach(child -> traps.addAll(traps(connection, child)));
        return traps;
    }

    private List<Trap> traps(Connection connection, ChildConfig child) {
        List<Trap> traps = new ArrayList<>();
        for (IpAddress remote : connection.remoteAddresses().hosts()) {
            Optional<IpAddress> local = source(connection, remote);
            List<Trap> before = local.isPresent() ? List.of() : existing(connection, child, remote);
            if (!before.isEmpty()) {
                // The address may come back, and must not find its packets unprotected.
                traps.addAll(before);
                continue;
            }
            Optional<List<PolicySelector>> selectors = local.flatMap(here ->
                    ChildPolicies.selectors(or(child.localSelectors(), here), or(child.remoteSelectors(), remote)));
            if (selectors.isEmpty()) {
                context.report(new IkeEvent.KernelTrouble(
                        "protecting " + remote + " (" + connection.name() + ")",
                        local.isEmpty() ? "we have no address towards it" : "its selectors cannot be installed"));
                continue;
            }
            for (PolicySelector selector : selectors.get()) {
                int reqid = child.policies().reqid().orElseGet(() -> context.policies.reqidFor(selector));
                traps.add(new Trap(connection, child, selector, reqid, local.get(), remote));
            }
        }
        return traps;
    }

    private List<Trap> existing(Connection connection, ChildConfig child, IpAddress remote) {
        return context.policies.traps(connection).stream()
                .filter(t -> t.child().equals(child) && t.remote().equals(remote))
                .toList();
    }

    /** The address of ours that leads to a peer, as the routing table has it. */
    Optional<IpAddress> route(IpAddress remote) {
        return Optional.ofNullable(sources.get(remote));
    }

    /** The address of ours that a connection has towards a peer. */
    Optional<IpAddress> source(Connection connection, IpAddress remote) {
        Optional<IpAddress> routed =
                Optional.ofNullable(sources.get(remote)).filter(connection.localAddresses()::contains);
        return context.connections
                .pair(connection)
                .map(AddressPair::local)
                .or(() -> routed)
                .or(() -> connection.localAddresses().hostLike(remote));
    }

    private static List<TrafficSelector> or(List<TrafficSelector> configured, IpAddress dynamic) {
        return configured.isEmpty() ? List.of(TrafficSelector.host(dynamic)) : configured;
    }

    private void install(Trap trap) {
        context.policies.add(trap);
        write(trap);
    }

    /** Without its policies a trap protects nothing, so a kernel that refuses them is asked again. */
    private void write(Trap trap) {
        List<KernelCommand> commands = ChildPolicies.commands(trap.child(), trap.reqid(), trap.selector());
        context.ask(new Question.Kernel(commands), result -> {
            List<Runnable> waiters = waiting.remove(trap.selector());
            if (result instanceof KernelResult.Failed failed) {
                context.report(new IkeEvent.KernelTrouble(
                        "protecting " + trap.selector(),
                        failed.cause() + "; trying again in " + TRAP_RETRY.toSeconds() + " s"));
                context.after(TRAP_RETRY, () -> writeIfWanted(trap));
            } else {
                context.policies.written(trap);
                context.report(new IkeEvent.TrapInstalled(trap.connection().name(), trap.selector()));
            }
            if (waiters != null) {
                waiters.forEach(Runnable::run);
            }
        });
    }

    private void writeIfWanted(Trap trap) {
        if (context.policies.trap(trap.reqid()).filter(trap::equals).isPresent()) {
            write(trap);
        }
    }
}
