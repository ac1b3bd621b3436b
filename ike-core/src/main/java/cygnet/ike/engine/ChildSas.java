package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The Child SAs of one IKE SA, as they come and go: which of them is used, which is redundant, which needs a successor. */
final class ChildSas {
    /** Two that came up so shortly one after the other were begun at the same moment. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);
    /** As long as the peer may need to install what it has agreed to. */
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    private final EngineContext context;
    private final SaDriver driver;
    private final SaDriver.Registry registry;

    ChildSas(EngineContext context, SaDriver driver, SaDriver.Registry registry) {
        this.context = context;
        this.driver = driver;
        this.registry = registry;
    }

    void added(ChildSa child) {
        driver.sa().add(child);
        driver.timers().childAdded(child);
        context.report(new IkeEvent.ChildSaInstalled(
                driver.label(),
                child.label(),
                child.algorithms() + ", SPIs " + child.inboundSpi() + "_i " + child.outboundSpi() + "_o, "
                        + child.localSelectors() + " === " + child.remoteSelectors()));
        registry.installed(driver, child);
        driver.path().childAdded(child);
        // RFC 7296 section 2.8.1: whoever made the redundant one deletes it.
        driver.sa().rivalOf(child).ifPresent(rival -> {
            ChildSa ours = child.nonces().ours() ? child : rival;
            ChildSa theirs = child.nonces().ours() ? rival : child;
            if (ours.nonces().losesTo(theirs.nonces())) {
                driver.delete(ours.inboundSpi(), "redundant: the peer's " + theirs.label() + " stays");
            }
        });
        twinOf(child).ifPresent(twin -> context.after(OVERLAP, () -> dissolve(child, twin)));
    }

    /** What the peer has made of the same wish at the same moment, or we. */
    private Optional<ChildSa> twinOf(ChildSa child) {
        return driver.sa().children().stream()
                .filter(other -> other.nonces().ours() != child.nonces().ours())
                .filter(other -> other.replaces().isEmpty() && child.replaces().isEmpty())
                .filter(other -> other.config().equals(child.config())
                        && other.policies().equals(child.policies()))
                .filter(other -> other.installedAt().plus(TOGETHER).isAfter(child.installedAt()))
                .findFirst();
    }

    /** RFC 7296 has no rule for this, so that of crossing rekeyings serves: the one with the lowest nonce goes. */
    private void dissolve(ChildSa child, ChildSa twin) {
        ChildSa ours = child.nonces().ours() ? child : twin;
        ChildSa theirs = child.nonces().ours() ? twin : child;
        boolean both = driver.sa().child(ours.inboundSpi()).isPresent()
                && driver.sa().child(theirs.inboundSpi()).isPresent();
        if (both && ours.nonces().losesTo(theirs.nonces())) {
            driver.delete(ours.inboundSpi(), "redundant: the peer's " + theirs.label() + " stays");
        }
    }

    void removed(SaChange.ChildRemoved change) {
        Optional<ChildSa> removed = driver.sa().remove(change.inbound());
        if (removed.isEmpty()) {
            return;
        }
        ChildSa child = removed.get();
        driver.timers().childRemoved(child);
        driver.followUps().drop(larval -> larval.replaces(child.inboundSpi()));
        registry.removed(child);
        // The peer has shown that it is ready for the new pair; the old one goes only after ours is.
        List.copyOf(driver.sa().children()).stream()
                .filter(c -> succeeds(c, child))
                .forEach(c -> installOutbound(c.inboundSpi()));
        List<KernelCommand> commands = context.lingering.takeDown(child, isBeingReplaced(child));
        context.perform(commands, "removing Child SA " + child.label());
        context.report(new IkeEvent.ChildSaRemoved(driver.label(), child.label(), change.cause()));
        // One whose successor is gone before it is needs another.
        child.replaces()
                .flatMap(driver.sa()::child)
                .filter(old -> !driver.sa().hasSuccessor(old))
                .ifPresent(old -> driver.timers().rekeyLater(old.inboundSpi()));
    }

    /** The peer was about to replace this Child SA with a better one than ours, and has not: ours it is. */
    void notReplacedByPeer(Spi old) {
        driver.sa()
                .child(old)
                .flatMap(driver.sa()::successorOf)
                .filter(next -> next.nonces().ours())
                .ifPresent(next -> driver.delete(old, "rekeyed as " + next.label()));
    }

    /** Whether a pair is to be used instead of one that is gone: the old one, or the loser of two that replace it. */
    private boolean succeeds(ChildSa next, ChildSa gone) {
        boolean loserIsGone = next.replaces().isPresent()
                && next.replaces().equals(gone.replaces())
                && next.replaces().flatMap(driver.sa()::child).isEmpty();
        boolean oldIsGone = next.replaces().equals(Optional.of(gone.inboundSpi()));
        boolean better = driver.sa()
                .rivalOf(next)
                .filter(rival -> next.nonces().losesTo(rival.nonces()))
                .isEmpty();
        return better && (oldIsGone || loserIsGone);
    }

    /** Whether another pair is about to take over. */
    private boolean isBeingReplaced(ChildSa child) {
        return driver.outbound().has(e -> e instanceof CreateChildInitiator rekey && rekey.makes(child.config()));
    }

    /** Puts the outbound half of a Child SA that the peer has rekeyed into use, if that is still to be done. */
    void installOutbound(Spi inbound) {
        driver.sa()
                .child(inbound)
                .ifPresent(child -> child.outboundPending().ifPresent(command -> {
                    driver.sa().add(child.withOutboundInstalled());
                    context.ask(new Question.Kernel(List.of(command)), result -> {
                        if (result instanceof KernelResult.Failed failed) {
                            context.report(new IkeEvent.KernelTrouble("switching to " + child.label(), failed.cause()));
                            driver.delete(inbound, "its outbound half could not be installed");
                        }
                    });
                }));
    }
}
