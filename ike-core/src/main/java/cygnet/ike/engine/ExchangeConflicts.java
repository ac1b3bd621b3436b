package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import java.util.List;
import java.util.Optional;

/**
 * What a peer's CREATE_CHILD_SA may not cross (RFC 7296 sections 2.25.1, 2.25.2). That both rekey the same SA is no
 * conflict: both go on, and the nonces tell later which of the two new SAs stays (sections 2.8.1, 2.8.2).
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
     * @param waiting what else we are going to ask
     */
    static Optional<String> temporaryFailure(
            Lifecycle lifecycle, Wish wish, Optional<OutboundExchange> ours, List<OutboundExchange> waiting) {
        if (lifecycle != Lifecycle.ESTABLISHED) {
            return Optional.of("the IKE SA is " + lifecycle);
        }
        return ours.filter(own -> conflict(wish, own))
                .or(() -> waiting.stream()
                        .filter(own -> own instanceof DeleteIkeSa || closes(wish, own))
                        .findFirst())
                .map(own -> "we are " + own.what());
    }

    private static boolean conflict(Wish wish, OutboundExchange own) {
        if (wish instanceof RekeyIke) {
            return own instanceof CreateChildInitiator || own instanceof DeleteChildSa || own instanceof DeleteIkeSa;
        }
        return own instanceof RekeyIkeInitiator || own instanceof DeleteIkeSa || closes(wish, own);
    }

    private static boolean closes(Wish wish, OutboundExchange own) {
        return wish instanceof RekeyChild rekey
                && own instanceof DeleteChildSa delete
                && delete.inbound().equals(rekey.inbound());
    }
}
