package cygnet.ike.sa;

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

    /** What becomes of the IKE SA if the peer never answers. */
    default SaChange onTimeout(String cause) {
        return new SaChange.Closed(cause);
    }
}
