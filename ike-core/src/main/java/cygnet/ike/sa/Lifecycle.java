package cygnet.ike.sa;

/** Where an IKE SA is in its life. */
public enum Lifecycle {
    /** No proof of the peer's identity yet. */
    CONNECTING,
    /** Both sides have authenticated. */
    ESTABLISHED,
    /** A successor has taken over; only its Delete is still to come. */
    REKEYED,
    /** Our Delete is under way. */
    DELETING,
    /** Over. */
    CLOSED
}
