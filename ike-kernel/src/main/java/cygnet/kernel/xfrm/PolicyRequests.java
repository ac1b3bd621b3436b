package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.netlink.NetlinkRequest;

/** Requests about the SPD. */
final class PolicyRequests {
    /** struct xfrm_userpolicy_id. */
    private static final int ID_OCTETS = 64;

    private static final int ID_DIRECTION = 60;

    private PolicyRequests() {}

    /** Whether the policy says all that the kernel wants to know: see {@link #put}. */
    static boolean canPut(Policy policy) {
        boolean betweenHosts = policy.selector().source().isHost()
                && policy.selector().destination().isHost();
        return betweenHosts || !(policy.action() instanceof Protect protect && protect.mode() == Mode.TUNNEL);
    }

    /**
     * UPDPOLICY, which adds the policy if there is none to replace.
     *
     * @throws IllegalArgumentException if this is a tunnel between networks: the policy does not name its endpoints
     */
    static NetlinkRequest put(Policy policy) {
        if (!canPut(policy)) {
            throw new IllegalArgumentException("a tunnel between networks needs endpoints, which the policy lacks");
        }
        return new NetlinkRequest(XfrmNumbers.MSG_UPDPOLICY, writer -> {
            PolicyStruct.put(writer.buffer(), writer.structure(PolicyStruct.OCTETS), policy);
            if (policy.action() instanceof Protect protect) {
                int at = writer.attribute(XfrmNumbers.ATTR_TMPL, TemplateStruct.OCTETS);
                TemplateStruct.put(writer.buffer(), at, policy, protect);
            }
        });
    }

    static NetlinkRequest delete(PolicySelector selector, Direction direction) {
        return new NetlinkRequest(XfrmNumbers.MSG_DELPOLICY, writer -> {
            int at = writer.structure(ID_OCTETS);
            SelectorStruct.put(writer.buffer(), at, selector);
            writer.buffer().put(at + ID_DIRECTION, (byte) PolicyStruct.directionNumber(direction));
        });
    }

    /** Everything; answered by NEWPOLICY messages. */
    static NetlinkRequest dump() {
        return new NetlinkRequest(XfrmNumbers.MSG_GETPOLICY, writer -> {});
    }
}
