package cygnet.daemon.vici;

import cygnet.ike.engine.FlowView;
import cygnet.ike.engine.FlowView.Protection;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.NatStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a flow, as a tree.
 *
 * <pre>
 *   flow = "192.0.2.1/32 === 192.0.2.2/32[6//25]"
 *   verdict = protect | hold | pass | drop     cause = "..."
 *   protected = yes                            if the verdict is protect, and then also:
 *   peer = bob.example.test  assurance = dnssec  ike-sa = 3  child-sa = 5
 *   nat = peer | us | both                     who is behind a NAT, so that ESP goes in UDP
 *   rule = "private 192.0.2.0/24"  origin = "cygnet.conf:12:5"
 *   lost = [ "private-or-clear 0.0.0.0/0 (cygnet.conf:10:5)" ]
 *   connection = bob.example.test@192.0.2.2    whose policy it meets
 *   memory { ... }                             as in an event cygnet-memory
 *   next = "..."                               when that may change by itself
 * </pre>
 */
final class FlowTree {
    private FlowTree() {}

    static ViciMessage of(FlowView flow, Instant now) {
        ViciMessage.Builder tree = ViciMessage.builder()
                .put("flow", flow.flow())
                .put("verdict", flow.verdict())
                .put("cause", flow.cause())
                .putYes("protected", flow.verdict() == Verdict.PROTECT);
        flow.protection().ifPresent(protection -> protection(protection, tree));
        List<GroupRule> rules = flow.rules();
        if (!rules.isEmpty()) {
            tree.put("rule", rules.get(0))
                    .put("origin", rules.get(0).origin())
                    .list(
                            "lost",
                            rules.stream()
                                    .skip(1)
                                    .map(rule -> rule + " (" + rule.origin() + ")")
                                    .toList());
        }
        tree.put("connection", flow.connection());
        flow.memory().ifPresent(memory -> tree.section("memory", memory(memory, now)));
        return tree.put("next", next(flow, now)).build();
    }

    private static void protection(Protection protection, ViciMessage.Builder tree) {
        IkeSa sa = protection.ikeSa();
        tree.put("peer", sa.peerId())
                .put("assurance", sa.assurance())
                .put("ike-sa", sa.uniqueId())
                .put("child-sa", protection.childSa().uniqueId())
                .put("nat", nat(sa.nat()));
    }

    private static Optional<String> nat(NatStatus nat) {
        if (nat.local() && nat.remote()) {
            return Optional.of("both");
        }
        return nat.remote() ? Optional.of("peer") : Optional.of("us").filter(us -> nat.local());
    }

    /** An event {@code cygnet-memory}. */
    static ViciMessage memory(Memory memory, Instant now) {
        return ViciMessage.builder()
                .put("host", memory.remote())
                .put("local", memory.local())
                .put("verdict", memory.verdict())
                .put("finding", memory.finding())
                .put("cause", memory.cause())
                .put("rule", memory.rule())
                .put("left", left(memory, now))
                .put("found-before", memory.before())
                .build();
    }

    private static long left(Memory memory, Instant now) {
        return Math.max(0, Duration.between(now, memory.until()).toSeconds());
    }

    private static String nextOfProtected(FlowView flow) {
        boolean anonymous = flow.protection()
                .filter(protection -> protection.ikeSa().assurance() == Assurance.ANONYMOUS)
                .isPresent();
        return anonymous
                ? "it stays protected against whoever only listens; once its address has a name with a key, the peer has to prove it"
                : "it stays protected as long as there is traffic and the peer's key is valid";
    }

    private static String next(FlowView flow, Instant now) {
        if (flow.memory().isPresent() && flow.verdict() != Verdict.PROTECT) {
            return "after " + left(flow.memory().get(), now)
                    + " s its next packet is thought about anew; at once with `cygnetctl retry "
                    + flow.memory().get().remote() + "`";
        }
        return switch (flow.verdict()) {
            case PROTECT, ANONYMOUS -> nextOfProtected(flow);
            case HOLD -> "it goes as soon as this is decided, or not at all";
            case PASS, DROP ->
                flow.rules().stream()
                                .findFirst()
                                .filter(r -> !r.group().answers())
                                .isPresent()
                        ? "nothing changes by itself"
                        : "nothing changes by itself, unless the peer begins";
        };
    }
}
