package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import java.util.Optional;

/**
 * What a peer's CREATE_CHILD_SA may not cross (RFC 7296 section 2.25). For now every crossing with a rekeying of our own
 * is answered with TEMPORARY_FAILURE, and both sides try again at random times; resolving collisions by nonces (section
 * 2.8.1) belongs here.
 */
final class ExchangeConflicts {
    private ExchangeConflicts() {}

    /**
     * Why the peer has to wait; empty if it need not.
     *
     * @param ikeRekey the peer rekeys the IKE SA
     * @param ours our own request under way
     */
    static Optional<String> temporaryFailure(Lifecycle lifecycle, boolean ikeRekey, Optional<OutboundExchange> ours) {
        if (lifecycle != Lifecycle.ESTABLISHED) {
            return Optional.of("the IKE SA is " + lifecycle);
        }
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        OutboundExchange own = ours.get();
        boolean ownIkeRekey = own instanceof RekeyIkeInitiator;
        boolean ownChild = own instanceof CreateChildInitiator;
        boolean conflict = ownIkeRekey || own instanceof DeleteIkeSa || ownChild;
        return conflict && (ikeRekey || ownIkeRekey || ownChild)
                ? Optional.of("we are " + own.what())
                : Optional.empty();
    }
}
