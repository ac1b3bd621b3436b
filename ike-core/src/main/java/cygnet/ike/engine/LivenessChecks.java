package cygnet.ike.engine;

import cygnet.ike.exchange.Liveness;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the peer of one IKE SA is still there (RFC 7296 section 2.4). */
final class LivenessChecks {
    /** Nothing unprotected makes us ask more often. */
    private static final Duration BETWEEN_HINTS = Duration.ofSeconds(20);
    /** A peer that is said to have lost the IKE SA has so long to show that it has not. */
    private static final Duration DENIAL = Duration.ofSeconds(1);
    /** Whoever was heard so shortly ago need not be asked. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final EngineContext context;
    private final SaDriver driver;
    private final OutboundWindow outbound;
    private Instant lastHeard;
    private @Nullable Instant hinted;
    private Timers.@Nullable Timer next;
    private Timers.@Nullable Timer denial;

    LivenessChecks(EngineContext context, SaDriver driver, OutboundWindow outbound) {
        this.context = context;
        this.driver = driver;
        this.outbound = outbound;
        this.lastHeard = context.now();
    }

    /** The peer has authenticated. */
    void established() {
        heard();
        checkAfter(patience());
    }

    /** An authentic message came in. */
    void heard() {
        lastHeard = context.now();
    }

    /** How long the peer may be silent. */
    private Duration patience() {
        return driver.sa().connection().livenessDelay();
    }

    private void checkAfter(Duration wait) {
        if (next != null) {
            next.cancel();
        }
        next = patience().isZero() ? null : context.after(wait, this::check);
    }

    /** Only a silent peer is asked; traffic on a Child SA is a sign of life as well. */
    private void check() {
        Duration silent = Duration.between(lastHeard, context.now());
        if (silent.compareTo(patience()) < 0) {
            checkAfter(patience().minus(silent));
            return;
        }
        Optional<ChildSa> child = driver.sa().children().stream().findFirst();
        if (child.isEmpty()) {
            probe();
            return;
        }
        KernelCommand query = new KernelCommand.QuerySa(
                child.get().inbound().id(), child.get().inbound().source());
        context.ask(new Question.Kernel(List.of(query)), this::onUsage);
    }

    private void onUsage(KernelResult result) {
        if (driver.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        Duration ago = result instanceof KernelResult.Usage usage && usage.lastUseAgo() >= 0
                ? Duration.ofSeconds(usage.lastUseAgo())
                : patience();
        if (ago.compareTo(patience()) < 0) {
            checkAfter(patience().minus(ago));
        } else {
            probe();
        }
    }

    /** Asks the peer whether it is still there. */
    void probe() {
        ask();
        checkAfter(patience());
    }

    /** Asks now, unless the peer has been heard just now, or is being asked something anyway. */
    void ask() {
        if (driver.sa().lifecycle() == Lifecycle.ESTABLISHED && outbound.isIdle() && !isFresh()) {
            outbound.add(new Liveness(driver.sa(), context));
        }
    }

    private boolean isFresh() {
        return lastHeard.plus(FRESH).isAfter(context.now());
    }

    /**
     * Something unprotected says that the peer has lost this IKE SA. Anybody may have written it, so that it is a reason to
     * ask and nothing more, and that not often (sections 2.4, 2.21.4). A peer that does not answer at once gets another
     * IKE SA beside this one, which stays until that is there.
     */
    void hint(String what) {
        boolean tooSoon = hinted != null && hinted.plus(BETWEEN_HINTS).isAfter(context.now());
        if (tooSoon || isFresh() || driver.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        context.report(new IkeEvent.PeerDoubted(driver.label(), what));
        hinted = context.now();
        if (outbound.isIdle()) {
            outbound.add(new Liveness(driver.sa(), context));
        }
        denial = context.after(DENIAL, () -> {
            if (isInDoubt()) {
                driver.lost();
            }
        });
    }

    /** Whether nothing has been heard of the peer since it was said to have lost this IKE SA. */
    boolean isInDoubt() {
        return hinted != null && !lastHeard.isAfter(hinted);
    }

    void close() {
        if (next != null) {
            next.cancel();
        }
        if (denial != null) {
            denial.cancel();
        }
    }
}
