package cygnet.ike.engine;

import java.time.Duration;

/**
 * The engine's own settings.
 *
 * @param natPort the local port of NAT traversal, where datagrams carry the non-ESP marker
 * @param limits what others may make us do
 * @param datagramSize the most octets of an IP datagram before IKE fragments a message (RFC 7383)
 * @param inboundLinger how long the inbound SA of a rekeyed pair is kept
 * @param natKeepalive how long nothing may go out through a NAT on our side before a keepalive does (RFC 3948 section 4);
 *     zero: never
 * @param firstReqid reqids are counted from here, so that our objects in the kernel are recognisable
 */
public record EngineConfig(
        int natPort,
        RetransmitPolicy retransmit,
        Limits limits,
        int datagramSize,
        Duration inboundLinger,
        Duration natKeepalive,
        int firstReqid) {
    /** "CY" in the upper half. */
    public static final int FIRST_REQID = 0x4359_0001;

    public static final int LAST_REQID = 0x4359_ffff;

    public static final EngineConfig DEFAULT = new EngineConfig(
            4500,
            RetransmitPolicy.DEFAULT,
            Limits.DEFAULT,
            1280,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            FIRST_REQID);
}
