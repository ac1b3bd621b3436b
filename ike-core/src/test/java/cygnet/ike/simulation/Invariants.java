package cygnet.ike.simulation;

import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What holds at any time, what holds when nothing is under way, and what holds at the end. */
final class Invariants {
    /** As long as an inbound SA may outlive its Child SA, for packets under way, and a bit. */
    private static final Duration LINGER = Duration.ofSeconds(6);

    private final Simulation simulation;
    private final Map<Host, Map<SaId, Instant>> known = new HashMap<>();
    private final Map<Host, Set<SaId>> present = new HashMap<>();
    private final Map<Host, Set<IkeSa>> everSeen = new HashMap<>();

    Invariants(Simulation simulation) {
        this.simulation = simulation;
    }

    /** What a dead engine had is gone with its memory. */
    void forget(Host host) {
        everSeen.remove(host);
        present.remove(host);
    }

    void check() {
        for (Host host : simulation.hosts()) {
            everSeen.computeIfAbsent(host, h -> new LinkedHashSet<>())
                    .addAll(host.engine().ikeSas());
            remember(host);
            if (host.isIdle()) {
                checkKernel(host);
            }
        }
    }

    private void remember(Host host) {
        Map<SaId, Instant> seen = known.computeIfAbsent(host, h -> new HashMap<>());
        // What was there after the last event was there until this one.
        present.getOrDefault(host, Set.of()).forEach(id -> seen.put(id, simulation.now()));
        Set<SaId> now = new HashSet<>();
        for (ChildSa child : host.children()) {
            now.add(child.inbound().id());
            now.add(child.outbound().id());
        }
        present.put(host, now);
    }

    /** An idle engine and its kernel know the same. */
    private void checkKernel(Host host) {
        Set<SaId> current = new HashSet<>();
        for (ChildSa child : host.children()) {
            current.add(child.inbound().id());
            if (child.outboundPending().isEmpty()) {
                current.add(child.outbound().id());
            }
        }
        for (SaId id : host.kernel().sas()) {
            Instant last = known.get(host).get(id);
            boolean recent = last != null && !last.plus(LINGER).isBefore(simulation.now());
            require(current.contains(id) || recent, host + "'s kernel has an orphan: " + id);
        }
        require(
                host.kernel().larval().isEmpty(),
                host + "'s kernel has orphan SPIs: " + host.kernel().larval());
        Set<PolicySelector> policies = new HashSet<>();
        for (Policy policy : host.kernel().policies()) {
            policies.add(
                    policy.direction() == Direction.OUTBOUND
                            ? policy.selector()
                            : policy.selector().reversed());
        }
        Set<PolicySelector> wanted = new HashSet<>();
        host.children().forEach(child -> wanted.addAll(child.policies()));
        wanted.addAll(host.trapSelectors());
        wanted.addAll(host.engine().groupPolicies());
        Set<PolicySelector> allowed = new HashSet<>(host.configuredTraps());
        allowed.addAll(wanted);
        allowed.addAll(host.engine().shunts());
        require(
                policies.containsAll(wanted) && allowed.containsAll(policies),
                host + "'s kernel has policies " + host.kernel().policies() + " instead of " + wanted);
    }

    /** Nothing is under way: each Child SA here has its other half there, and all of them are in the kernels. */
    void checkAgreement() {
        for (Host host : simulation.hosts()) {
            for (ChildSa child : host.children()) {
                require(
                        host.kernel().sas().contains(child.inbound().id()),
                        host + "'s kernel lacks " + child.inbound().id());
                require(
                        child.outboundPending().isPresent()
                                || host.kernel().sas().contains(child.outbound().id()),
                        host + "'s kernel lacks " + child.outbound().id());
                require(hasOtherHalf(child), host + "'s " + child.label() + " has no other half");
            }
        }
    }

    private boolean hasOtherHalf(ChildSa child) {
        return simulation.hosts().stream()
                .flatMap(h -> h.children().stream())
                .anyMatch(other -> same(other.inbound().id(), child.outbound().id())
                        && same(other.outbound().id(), child.inbound().id()));
    }

    private boolean same(SaId a, SaId b) {
        return behindNat(a).equals(behindNat(b));
    }

    private SaId behindNat(SaId id) {
        SaId outside = id;
        for (Nat nat : simulation.network().nats()) {
            outside = nat.outward(outside);
        }
        return outside;
    }

    /** All engines have stopped. */
    void checkNothingIsLeft() {
        for (Host host : simulation.hosts()) {
            require(
                    host.kernel().sas().isEmpty(),
                    host + "'s kernel still has " + host.kernel().sas());
            require(
                    host.kernel().larval().isEmpty(),
                    host + "'s kernel still has SPIs " + host.kernel().larval());
            require(
                    host.kernel().policies().isEmpty(),
                    host + "'s kernel still has " + host.kernel().policies());
            require(host.openQuestions() == 0, host + " still asks");
            require(host.engine().ikeSas().isEmpty(), host + " still has IKE SAs");
            require(host.engine().halfOpen() == 0, host + " still has half-open IKE SAs");
            require(host.engine().deadline().isEmpty(), host + " still has timers");
            for (Secret secret : host.kernel().handedOver()) {
                require(secret.isClosed(), host + " has not wiped a key of a Child SA");
            }
            for (EphemeralKeyPair pair : host.keyPairs()) {
                require(((WatchedKeyPair) pair).isClosed(), host + " has not closed a key pair");
            }
            for (Secret secret : host.sharedSecrets()) {
                require(secret.isClosed(), host + " has not wiped a shared secret");
            }
        }
        for (Set<IkeSa> sas : everSeen.values()) {
            for (IkeSa sa : sas) {
                require(!sa.isKeyed() || sa.keys().skP(true).isClosed(), sa.label() + " has not wiped its keys");
            }
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
