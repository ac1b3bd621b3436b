package cygnet.ike.sa;

import java.util.Optional;

/** Our side of an exchange that we begin. */
public interface OutboundExchange {
    /** For the log: {@code rekeying Child SA c0000001}. */
    String what();

    /**
     * The first step. Called when the window is free.
     *
     * @return a chain that ends in {@link Step.Done}
     */
    Step begin();

    /** The same for the IKE SA that replaces the one that this has waited for; empty if it has become pointless. */
    default Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.of(this);
    }

    /** What becomes of the IKE SA if the peer never answers. */
    default SaChange onTimeout(String cause) {
        return new SaChange.Closed(cause);
    }
}
