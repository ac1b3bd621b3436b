package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Ends the Child SAs of one IKE SA that carry nothing any more. A rekeying counts as a packet. */
final class IdleChildren {
    private final EngineContext context;
    private final SaDriver driver;
    private final Map<Spi, Timers.Timer> checks = new HashMap<>();

    IdleChildren(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    void watch(ChildSa child) {
        checkAfter(child.inboundSpi(), left(child, unused(child)));
    }

    private void checkAfter(Spi spi, Duration wait) {
        forget(spi);
        checks.put(spi, context.after(wait.isNegative() ? Duration.ZERO : wait, () -> check(spi)));
    }

    /** Asks the kernel about one half, and about the other if that has been idle. */
    private void check(Spi spi) {
        checks.remove(spi);
        driver.sa()
                .child(spi)
                .ifPresent(child -> ask(
                        child,
                        child.inbound(),
                        inbound -> ask(
                                child,
                                child.outbound(),
                                outbound -> judge(child, inbound.compareTo(outbound) < 0 ? inbound : outbound))));
    }

    private void ask(ChildSa child, SecurityAssociation half, Consumer<Duration> then) {
        KernelCommand query = new KernelCommand.QuerySa(half.id(), half.source());
        context.ask(new Question.Kernel(List.of(query)), result -> {
            boolean used = result instanceof KernelResult.Usage usage && usage.lastUseAgo() >= 0;
            then.accept(used ? Duration.ofSeconds(((KernelResult.Usage) result).lastUseAgo()) : unused(child));
        });
    }

    private void judge(ChildSa child, Duration idle) {
        boolean there = driver.sa().child(child.inboundSpi()).isPresent() && !driver.isClosed();
        Duration left = left(child, idle);
        if (there && left.isZero()) {
            driver.delete(child.inboundSpi(), "nothing was sent for " + idle.toSeconds() + " s");
        } else if (there) {
            checkAfter(child.inboundSpi(), left);
        }
    }

    private Duration unused(ChildSa child) {
        return Duration.between(child.installedAt(), context.now());
    }

    private static Duration left(ChildSa child, Duration idle) {
        Duration left = child.config().inactivity().minus(idle);
        return left.isNegative() ? Duration.ZERO : left;
    }

    void forget(Spi spi) {
        Timers.Timer timer = checks.remove(spi);
        if (timer != null) {
            timer.cancel();
        }
    }

    void close() {
        List.copyOf(checks.keySet()).forEach(this::forget);
    }
}
