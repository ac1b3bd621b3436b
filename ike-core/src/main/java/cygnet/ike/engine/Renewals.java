package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * IKE SAs that are to take the place of others by a new IKE_SA_INIT and IKE_AUTH (RFC 7296 section 2.8.3). The old one
 * stays, with its Child SAs, until the new one has all that it has.
 */
final class Renewals {
    /** As long as the peer may need to install what it has agreed to. */
    private static final Duration OVERLAP = Duration.ofSeconds(2);

    private final EngineContext context;
    private final Map<SaDriver, SaDriver> oldByNew = new HashMap<>();

    Renewals(EngineContext context) {
        this.context = context;
    }

    /** Whether another IKE SA is on its way to take the place of this one. */
    boolean isUnderWay(SaDriver old) {
        return oldByNew.containsValue(old);
    }

    void begun(SaDriver next, SaDriver old) {
        oldByNew.put(next, old);
    }

    /** The new one has something more: is that all? */
    void advance(SaDriver next) {
        SaDriver old = oldByNew.get(next);
        if (old == null || next.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        Optional<ChildConfig> missing = old.sa().children().stream()
                .map(ChildSa::config)
                .filter(config -> next.sa().children().stream()
                        .noneMatch(child -> child.config().equals(config)))
                .findFirst();
        if (missing.isPresent()) {
            boolean asked =
                    next.outbound().has(e -> e instanceof CreateChildInitiator create && create.creates(missing.get()));
            if (!asked && !next.sa().children().isEmpty()) {
                next.start(CreateChildInitiator.further(next.sa(), context, missing.get(), Optional.empty()));
            }
            return;
        }
        oldByNew.remove(next);
        context.after(OVERLAP, () -> old.closeWithDelete("authenticated anew: " + next.label() + " takes its place"));
    }

    /** It has come to nothing, or its purpose has gone. */
    void abandoned(SaDriver driver) {
        oldByNew.remove(driver);
        oldByNew.values().remove(driver);
    }
}
