package cygnet.kernel.pfkey;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Direction;
import cygnet.kernel.SocketExemption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** IP_IPSEC_POLICY and IPV6_IPSEC_POLICY with a struct sadb_x_policy that lets everything pass. */
public final class PfkeySocketPolicy implements SocketExemption {
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IP_IPSEC_POLICY = 16;
    private static final int IPV6_IPSEC_POLICY = 34;

    @Override
    public Option option(boolean ipv6, Direction direction) {
        ByteBuffer policy = ByteBuffer.allocate(PolicyMessages.POLICY_OCTETS).order(ByteOrder.nativeOrder());
        policy.putShort(0, (short) (PolicyMessages.POLICY_OCTETS / PfkeyMessage.UNIT));
        policy.putShort(2, (short) PfkeyNumbers.EXT_POLICY);
        policy.putShort(PolicyMessages.TYPE, (short) PolicyMessages.TYPE_BYPASS);
        policy.put(PolicyMessages.DIRECTION, (byte) PolicyMessages.directionNumber(direction));
        return new Option(
                ipv6 ? IPPROTO_IPV6 : IPPROTO_IP,
                ipv6 ? IPV6_IPSEC_POLICY : IP_IPSEC_POLICY,
                Octets.owning(policy.array()));
    }
}
