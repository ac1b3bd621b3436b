package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.exchange.DeleteIkeSa;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Larval;
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
     * @param followingUp our own has come to its additional key exchanges
     */
    static Optional<String> temporaryFailure(
            Lifecycle lifecycle,
            Wish wish,
            Optional<OutboundExchange> ours,
            List<OutboundExchange> waiting,
            boolean followingUp) {
        if (lifecycle != Lifecycle.ESTABLISHED) {
            return Optional.of("the IKE SA is " + lifecycle);
        }
        return ours.filter(own -> conflict(wish, own) || (followingUp && wantsTheSame(wish, own)))
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

    /**
     * A CREATE_CHILD_SA that comes so late that ours has been answered, and has come to its additional key exchanges, is too
     * late: TEMPORARY_FAILURE is due (RFC 9370 section 2.2.4).
     */
    private static boolean wantsTheSame(Wish wish, OutboundExchange own) {
        boolean sameChild = wish instanceof RekeyChild rekey
                && own instanceof CreateChildInitiator create
                && create.replaces(rekey.inbound());
        return sameChild || (wish instanceof RekeyIke && own instanceof RekeyIkeInitiator);
    }

    /**
     * Why the peer must not go on with something that it has begun; empty if it may.
     *
     * @param ours our own requests, under way or waiting
     */
    static Optional<String> ending(Lifecycle lifecycle, Larval larval, List<OutboundExchange> ours) {
        if (lifecycle != Lifecycle.ESTABLISHED) {
            return Optional.of("the IKE SA is " + lifecycle);
        }
        Wish wish = larval.replaces().<Wish>map(RekeyChild::new).orElseGet(FurtherChild::new);
        return ours.stream()
                .filter(own -> own instanceof DeleteIkeSa || closes(wish, own))
                .findFirst()
                .map(own -> "we are " + own.what());
    }

    /** Whether the peer wants once more what it has begun already: it has given that up. */
    static boolean supersedes(Wish wish, Larval larval) {
        return wish instanceof RekeyChild rekey
                ? larval.replaces(rekey.inbound())
                : wish instanceof RekeyIke && larval.ikeSa();
    }

    /** Whether a request of ours has to wait, since the peer is rekeying the IKE SA and would have to refuse it. */
    static boolean hasToWait(IkeSa sa, OutboundExchange own) {
        return sa.larval().stream().anyMatch(Larval::ikeSa)
                && (own instanceof CreateChildInitiator
                        || own instanceof RekeyIkeInitiator
                        || own instanceof DeleteChildSa);
    }

    private static boolean closes(Wish wish, OutboundExchange own) {
        return wish instanceof RekeyChild rekey
                && own instanceof DeleteChildSa delete
                && delete.inbound().equals(rekey.inbound());
    }
}
