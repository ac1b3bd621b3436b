package cygnet.ike.engine;

import cygnet.ike.engine.Attempts.Goal;
import cygnet.ike.engine.Policies.Trap;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Packets that wait at the policies of connections with single hosts: each begins a negotiation, unless one is at work or done. */
final class Acquires {
    private final EngineContext context;
    private final SaTable table;
    private final Attempts attempts;
    private final BiConsumer<Goal, Optional<Integer>> begin;

    /** @param begin begins a negotiation, with the sequence number of an ACQUIRE */
    Acquires(EngineContext context, SaTable table, Attempts attempts, BiConsumer<Goal, Optional<Integer>> begin) {
        this.context = context;
        this.table = table;
        this.attempts = attempts;
        this.begin = begin;
    }

    /**
     * A packet waits for an SA.
     *
     * @return whether it has to wait for a negotiation
     */
    boolean onAcquire(KernelEvent.Acquire acquire) {
        Optional<Trap> trap = context.policies.trap(acquire.reqid());
        if (trap.isEmpty()) {
            context.report(new IkeEvent.AcquireIgnored(acquire.flow(), "no trap has reqid " + acquire.reqid()));
            return false;
        }
        Trap found = trap.get();
        Goal goal = found.goal();
        Optional<SaDriver> busy = table.of(found.connection()).stream()
                .filter(d -> goal.isServedBy(d) && isAtWorkOn(d, found.child()))
                .findFirst();
        if (busy.isPresent()) {
            context.report(
                    new IkeEvent.AcquireIgnored(acquire.flow(), busy.get().label() + " is at work on it already"));
            return true;
        }
        Optional<SaDriver> covering = table.of(found.connection()).stream()
                .filter(d -> covers(d, found, acquire.flow()).isPresent())
                .findFirst();
        if (covering.isPresent()) {
            coveredAlready(covering.get(), found, acquire);
        } else {
            negotiate(goal, acquire);
        }
        return covering.isEmpty();
    }

    /** The Child SA of a trap that a flow belongs to, unless it is on its way out. */
    private static Optional<ChildSa> covers(SaDriver driver, Trap trap, PolicySelector flow) {
        boolean usable = driver.sa().lifecycle() == Lifecycle.ESTABLISHED
                && driver.sa().remote().address().equals(trap.remote());
        return driver.sa().children().stream()
                .filter(child -> usable && child.config().equals(trap.child()))
                .filter(child -> child.policies().stream().anyMatch(p -> p.contains(flow)))
                .filter(child -> !driver.isDeleting(child.inboundSpi()))
                .reduce((older, newer) -> newer);
    }

    /** The SA came while the ACQUIRE was under way, or the kernel has lost it: the kernel is asked which it is. */
    private void coveredAlready(SaDriver driver, Trap trap, KernelEvent.Acquire acquire) {
        ChildSa child = covers(driver, trap, acquire.flow()).orElseThrow();
        KernelCommand query = new KernelCommand.QuerySa(
                child.outbound().id(), child.outbound().source());
        context.ask(new Question.Kernel(List.of(query)), result -> {
            if (!context.policies.isNeeded(trap.selector())) {
                context.report(new IkeEvent.AcquireIgnored(acquire.flow(), "its policy is gone"));
                return;
            }
            boolean there = child.outboundPending().isPresent() || !(result instanceof KernelResult.Failed);
            if (there) {
                // Writing the policy again releases what it holds.
                context.report(new IkeEvent.AcquireIgnored(acquire.flow(), child.label() + " is there"));
                context.perform(
                        ChildPolicies.commands(trap.child(), trap.reqid(), trap.selector()), "releasing packets");
            } else {
                driver.delete(child.inboundSpi(), "the kernel has lost it");
                negotiate(trap.goal(), acquire);
            }
        });
    }

    private void negotiate(Goal goal, KernelEvent.Acquire acquire) {
        Optional<String> obstacle = attempts.obstacle(goal, acquire);
        if (obstacle.isPresent()) {
            context.report(new IkeEvent.AcquireIgnored(acquire.flow(), obstacle.get()));
            return;
        }
        context.report(new IkeEvent.Acquired(acquire.flow(), goal.connection().name()));
        begin.accept(goal, acquire.sequence() == 0 ? Optional.empty() : Optional.of(acquire.sequence()));
    }

    /** Whether an IKE SA is about to bring such a Child SA. */
    static boolean isAtWorkOn(SaDriver driver, ChildConfig child) {
        if (driver.sa().lifecycle() == Lifecycle.CONNECTING) {
            return driver.sa().originalInitiator();
        }
        return driver.outbound().has(e -> e instanceof CreateChildInitiator create && create.creates(child));
    }
}
