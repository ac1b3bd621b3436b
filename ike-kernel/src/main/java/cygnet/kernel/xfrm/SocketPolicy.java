package cygnet.kernel.xfrm;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Direction;
import cygnet.kernel.SocketExemption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The policy of a single socket that lets its packets pass whatever the SPD says: how IKE gets past the policies that it
 * serves. It is the value of a socket option, to be set once for each direction, on a socket of the same family (an IPv6
 * socket must be V6ONLY); this takes CAP_NET_ADMIN.
 */
public final class SocketPolicy {
    /** IPPROTO_IP. */
    public static final int IPV4_LEVEL = 0;
    /** IP_XFRM_POLICY. */
    public static final int IPV4_OPTION = 17;
    /** IPPROTO_IPV6. */
    public static final int IPV6_LEVEL = 41;
    /** IPV6_XFRM_POLICY. */
    public static final int IPV6_OPTION = 35;

    /** Length of the option's value. */
    public static final int OCTETS = PolicyStruct.OCTETS;

    private SocketPolicy() {}

    /** As an option of whatever socket. */
    public static SocketExemption exemption() {
        return (ipv6, direction) -> new SocketExemption.Option(
                ipv6 ? IPV6_LEVEL : IPV4_LEVEL,
                ipv6 ? IPV6_OPTION : IPV4_OPTION,
                Octets.owning(bypass(ipv6, direction)));
    }

    /** The value of the option: a struct xfrm_userpolicy_info that allows everything, in native byte order. */
    public static byte[] bypass(boolean ipv6, Direction direction) {
        ByteBuffer buffer = ByteBuffer.allocate(OCTETS).order(ByteOrder.nativeOrder());
        PolicyStruct.putBypass(buffer, ipv6 ? XfrmNumbers.AF_INET6 : XfrmNumbers.AF_INET, direction);
        return buffer.array();
    }
}
