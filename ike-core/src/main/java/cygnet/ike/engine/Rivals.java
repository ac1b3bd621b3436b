package cygnet.ike.engine;

import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Two hosts that begin with each other at the same moment get two IKE SAs. Both know the SPIs of both, so both know which one
 * stays, without a word: that whose initiator's SPI is greater. Whoever began the other one deletes it a moment later,
 * when nothing needs it any more. RFC 7296 leaves this to the implementation; a peer that knows nothing of it keeps both.
 */
final class Rivals {
    /** Established so shortly one after the other, they were begun at the same moment. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);
    /** As long as the peer may need to install what it has agreed to. */
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    private final EngineContext context;

    Rivals(EngineContext context) {
        this.context = context;
    }

    /** An IKE SA has come up, beside others with the same host. */
    void established(SaDriver driver, List<SaDriver> others) {
        others.stream()
                .filter(other -> areRivals(driver.sa(), other.sa()))
                .findFirst()
                .ifPresent(other -> {
                    boolean stays = Long.compareUnsigned(initiatorSpi(driver), initiatorSpi(other)) > 0;
                    SaDriver loser = stays ? other : driver;
                    if (loser.sa().originalInitiator()) {
                        context.after(OVERLAP, () -> dissolve(loser, stays ? driver : other));
                    }
                });
    }

    private static long initiatorSpi(SaDriver driver) {
        return driver.sa().spis().initiator().value();
    }

    private static boolean areRivals(IkeSa a, IkeSa b) {
        return a.lifecycle() == Lifecycle.ESTABLISHED
                && b.lifecycle() == Lifecycle.ESTABLISHED
                && a.originalInitiator() != b.originalInitiator()
                && a.pair().equals(b.pair())
                && a.assurance() != Assurance.ANONYMOUS
                && a.peerId().isPresent()
                && a.peerId().equals(b.peerId())
                && apart(a.establishedAt(), b.establishedAt()).compareTo(TOGETHER) < 0;
    }

    private static Duration apart(Optional<Instant> a, Optional<Instant> b) {
        return Duration.between(a.orElseThrow(), b.orElseThrow()).abs();
    }

    private static void dissolve(SaDriver loser, SaDriver winner) {
        boolean isReplaced = winner.sa().lifecycle() == Lifecycle.ESTABLISHED
                && loser.sa().lifecycle() == Lifecycle.ESTABLISHED
                && loser.sa().children().stream().allMatch(child -> has(winner.sa(), child));
        if (isReplaced) {
            loser.closeWithDelete("redundant: " + winner.label() + " stays");
        }
    }

    private static boolean has(IkeSa sa, ChildSa child) {
        return sa.children().stream().anyMatch(other -> other.policies().equals(child.policies()));
    }
}
