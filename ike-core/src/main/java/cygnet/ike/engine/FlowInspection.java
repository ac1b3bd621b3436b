package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.engine.FlowView.Protection;
import cygnet.ike.engine.Policies.Trap;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.ChildSa;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells what becomes of a flow, as the kernel decides it: of all policies that hold the flow, the one with the least priority
 * number. Changes nothing.
 */
final class FlowInspection {
    private final EngineContext context;
    private final SaTable table;
    private final Attempts attempts;
    private final Deliberations deliberations;

    FlowInspection(EngineContext context, SaTable table, Attempts attempts, Deliberations deliberations) {
        this.context = context;
        this.table = table;
        this.attempts = attempts;
        this.deliberations = deliberations;
    }

    /** A policy that holds the flow, and what follows from it. */
    private record Answer(
            int priority, Verdict verdict, String cause, Optional<String> connection, Optional<Protection> protection) {
        Answer(int priority, Verdict verdict, String cause) {
            this(priority, verdict, cause, Optional.empty(), Optional.empty());
        }
    }

    FlowView inspect(PolicySelector flow) {
        AddressPair pair =
                new AddressPair(flow.source().address(), flow.destination().address());
        List<GroupRule> rules = context.policy().groups().candidates(flow);
        Optional<Memory> memory = deliberations.memories().of(pair);
        List<Answer> answers = new ArrayList<>(byChildSas(flow));
        context.policies.trapsHolding(flow).forEach(trap -> answers.add(byTrap(trap)));
        memory.filter(m -> m.outbound().contains(flow)).ifPresent(m -> answers.add(byMemory(m)));
        rules.forEach(rule -> answers.add(byRule(rule, pair)));
        Answer picked = answers.stream()
                .min(Comparator.comparingInt(Answer::priority))
                .orElseGet(
                        () -> new Answer(Integer.MAX_VALUE, Verdict.PASS, "no group and no connection speaks of it"));
        return new FlowView(
                flow, picked.verdict(), picked.cause(), rules, picked.connection(), picked.protection(), memory);
    }

    /** They come before traps of the same priority, whose policies they share. */
    private List<Answer> byChildSas(PolicySelector flow) {
        List<Answer> answers = new ArrayList<>();
        for (SaDriver driver : context.precedence.owners(flow)) {
            for (ChildSa child : driver.sa().children()) {
                child.policies().stream()
                        .filter(policy -> policy.contains(flow))
                        .forEach(policy -> answers.add(new Answer(
                                priority(child.config(), policy),
                                Verdict.PROTECT,
                                "by " + child.label() + " of " + driver.label(),
                                Optional.of(driver.sa().connection().name()),
                                Optional.of(new Protection(driver.sa(), child)))));
            }
        }
        return answers;
    }

    private Answer byTrap(Trap trap) {
        String cause = table.of(trap.connection()).stream()
                .filter(driver -> driver.sa().remote().address().equals(trap.remote()))
                .findFirst()
                .map(driver -> driver.label() + " is at work on it")
                .or(() -> attempts.obstacle(trap.goal()))
                .orElse("the first packet begins the negotiation of "
                        + trap.connection().name());
        return new Answer(
                priority(trap.child(), trap.selector()),
                Verdict.HOLD,
                cause,
                Optional.of(trap.connection().name()),
                Optional.empty());
    }

    private static int priority(ChildConfig child, PolicySelector policy) {
        return child.policies().priority().orElseGet(() -> PolicyPriority.of(policy));
    }

    private static Answer byMemory(Memory memory) {
        return new Answer(
                PolicyPriority.within(memory.rule().traffic()),
                memory.verdict(),
                memory.finding() + ": " + memory.cause());
    }

    private Answer byRule(GroupRule rule, AddressPair pair) {
        return switch (rule.group()) {
            case PRIVATE, PRIVATE_OR_CLEAR ->
                new Answer(
                        rule.priority(),
                        Verdict.HOLD,
                        deliberations.isSearching(pair)
                                ? "DNS is being asked who is there"
                                : "the first packet asks DNS who is there");
            case CLEAR_OR_PRIVATE -> new Answer(rule.priority(), Verdict.PASS, "its group waits for the peer to begin");
            case CLEAR -> new Answer(rule.priority(), Verdict.PASS, "its group says so");
            case BLOCK -> new Answer(rule.priority(), Verdict.DROP, "its group says so");
        };
    }
}
