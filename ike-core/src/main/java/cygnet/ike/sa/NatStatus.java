package cygnet.ike.sa;

/**
 * What NAT detection found (RFC 7296 section 2.23).
 *
 * @param local we are behind a NAT
 * @param remote the peer is
 */
public record NatStatus(boolean local, boolean remote) {
    public static final NatStatus NONE = new NatStatus(false, false);

    public boolean any() {
        return local || remote;
    }
}
