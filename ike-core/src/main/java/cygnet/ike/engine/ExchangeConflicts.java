package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import java.util.Optional;

/**
 * What a peer's CREATE_CHILD_SA may not cross (RFC 7296 section 2.25). For now a crossing with a rekeying of our own of the
 * same SA is answered with TEMPORARY_FAILURE as well, and both sides try again at random times; resolving collisions by
 * nonces (section 2.8.1) belongs here.
 */
final class ExchangeConflicts {
    private ExchangeConflicts() {}

    /** What the peer wants of an established IKE SA. */
    sealed interface Wish {}

    /** To rekey the IKE SA. */
    record RekeyIke() implements Wish {}

    /** To rekey the Child SA with this inbound SPI. */
    record RekeyChild(Spi inbound) implements Wish {}

    /** A further Child SA. */
    record FurtherChild() implements Wish {}

    /**
     * Why the peer has to wait; empty if it need not.
     *
     * @param ours our own request under way
     */
    static Optional<String> temporaryFailure(Lifecycle lifecycle, Wish wish, Optional<OutboundExchange> ours) {
        if (lifecycle != Lifecycle.ESTABLISHED) {
            return Optional.of("the IKE SA is " + lifecycle);
        }
        return ours.filter(own -> conflict(wish, own)).map(own -> "we are " + own.what());
    }

    private static boolean conflict(Wish wish, OutboundExchange own) {
        if (own instanceof RekeyIkeInitiator || own instanceof DeleteIkeSa) {
            return true;
        }
        if (wish instanceof RekeyIke) {
            return own instanceof CreateChildInitiator || own instanceof DeleteChildSa;
        }
        if (wish instanceof RekeyChild rekey) {
            return (own instanceof CreateChildInitiator create && create.replaces(rekey.inbound()))
                    || (own instanceof DeleteChildSa delete && delete.inbound().equals(rekey.inbound()));
        }
        return false;
    }
}
