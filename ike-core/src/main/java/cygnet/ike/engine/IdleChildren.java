package cygnet.ike.engine;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.policy.Idleness;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends the Child SAs of one IKE SA that carry nothing any more. A rekeying counts as a packet. */
final class IdleChildren {
    private final EngineContext context;
    private final SaDriver driver;
    private final Map<Spi, Timers.Timer> checks = new HashMap<>();
    /** For how long they had to live at least, and until the next look. */
    private final Map<Spi, Spans> spans = new HashMap<>();

    private Timers.@Nullable Timer childless;

    private record Spans(Duration first, Duration current) {}

    IdleChildren(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    /** The IKE SA is there, and may stay without Child SAs for a while. */
    void established() {
        driver.sa().connection().children().stream()
                .flatMap(child -> looks(child.idleness()).stream())
                .findFirst()
                .ifPresent(this::endUnlessNeeded);
    }

    private static Optional<Idleness.Looks> looks(Idleness idleness) {
        return idleness instanceof Idleness.Looks looks ? Optional.of(looks) : Optional.empty();
    }

    void watch(ChildSa child) {
        Duration age = unused(child);
        if (child.config().idleness() instanceof Idleness.After after) {
            checkAfter(child.inboundSpi(), after.limit().minus(age));
        } else if (child.config().idleness() instanceof Idleness.Looks looks) {
            Duration first = context.departures.first(child.policies(), looks, context.now());
            boolean carriesOn = child.replaces().isPresent() || age.compareTo(first) >= 0;
            Spans span = new Spans(first, carriesOn ? looks.next() : first);
            spans.put(child.inboundSpi(), span);
            checkAfter(child.inboundSpi(), span.current());
        }
    }

    private void checkAfter(Spi spi, Duration wait) {
        cancel(spi);
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
        Spi spi = child.inboundSpi();
        if (driver.sa().child(spi).isEmpty() || driver.isClosed()) {
            return;
        }
        Optional<Duration> left = left(child, idle);
        if (left.isPresent()) {
            checkAfter(spi, left.get());
        } else {
            driver.delete(spi, "nothing was sent for " + idle.toSeconds() + " s");
        }
    }

    /** Until it is looked at again; empty if it is to end. */
    private Optional<Duration> left(ChildSa child, Duration idle) {
        Spans span = spans.get(child.inboundSpi());
        if (span != null && child.config().idleness() instanceof Idleness.Looks looks) {
            spans.put(child.inboundSpi(), new Spans(span.first(), looks.next()));
            boolean used = idle.multipliedBy(2).compareTo(span.current()) < 0;
            return used ? Optional.of(looks.next()) : Optional.empty();
        }
        return child.config().idleness() instanceof Idleness.After after
                ? Optional.of(after.limit().minus(idle)).filter(wait -> !wait.isNegative() && !wait.isZero())
                : Optional.empty();
    }

    private Duration unused(ChildSa child) {
        return Duration.between(child.installedAt(), context.now());
    }

    /** A Child SA is gone, for whatever reason. */
    void removed(ChildSa child) {
        cancel(child.inboundSpi());
        Spans span = spans.remove(child.inboundSpi());
        if (span != null) {
            context.departures.add(child.policies(), span.first(), context.now());
            looks(child.config().idleness()).ifPresent(this::endUnlessNeeded);
        }
    }

    /** The IKE SA ends in a while if there is no Child SA by then. */
    private void endUnlessNeeded(Idleness.Looks looks) {
        if (childless != null) {
            childless.cancel();
        }
        childless = context.after(looks.next(), () -> {
            childless = null;
            boolean needed =
                    !driver.sa().children().isEmpty() || !driver.outbound().isIdle();
            if (driver.sa().lifecycle() == Lifecycle.ESTABLISHED && needed) {
                endUnlessNeeded(looks);
            } else if (driver.sa().lifecycle() == Lifecycle.ESTABLISHED) {
                driver.closeWithDelete(
                        "it has had no Child SA for " + looks.next().toSeconds() + " s");
            }
        });
    }

    private void cancel(Spi spi) {
        Timers.Timer timer = checks.remove(spi);
        if (timer != null) {
            timer.cancel();
        }
    }

    void close() {
        List.copyOf(checks.keySet()).forEach(this::cancel);
        spans.clear();
        if (childless != null) {
            childless.cancel();
            childless = null;
        }
    }
}
