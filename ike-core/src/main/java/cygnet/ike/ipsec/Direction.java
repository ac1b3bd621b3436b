package cygnet.ike.ipsec;

/** Direction of traffic, seen from this host. */
public enum Direction {
    INBOUND,
    OUTBOUND;

    public Direction opposite() {
        return this == INBOUND ? OUTBOUND : INBOUND;
    }
}
