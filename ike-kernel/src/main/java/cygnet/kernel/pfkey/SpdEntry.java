package cygnet.kernel.pfkey;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A policy as the kernel tells it.
 *
 * @param policy with the kernel's reqid, for which ours may have to be found; of several requests the first; without its
 *     lifetime
 */
record SpdEntry(Policy policy, int index) {
    /**
     * Reads a policy; empty for those of sockets, those for forwarding, and protocols that IKE does not make.
     *
     * @throws KernelException if something of it is missing
     */
    static Optional<SpdEntry> decode(PfkeyMessage message) throws KernelException {
        ByteBuffer policy = message.require(PfkeyNumbers.EXT_POLICY, PolicyMessages.POLICY_OCTETS);
        PolicySelector selector = selector(message);
        Optional<? extends Policy.Action> action = action(policy);
        for (Direction direction : Direction.values()) {
            if (PolicyMessages.directionNumber(direction) == policy.get(PolicyMessages.DIRECTION)
                    && action.isPresent()) {
                return Optional.of(new SpdEntry(
                        new Policy(selector, direction, policy.getInt(PolicyMessages.PRIORITY), action.get()),
                        policy.getInt(PolicyMessages.INDEX)));
            }
        }
        return Optional.empty();
    }

    private static PolicySelector selector(PfkeyMessage message) throws KernelException {
        ByteBuffer source = message.require(PfkeyNumbers.EXT_ADDRESS_SRC, AddressExtension.LEAST_OCTETS);
        ByteBuffer destination = message.require(PfkeyNumbers.EXT_ADDRESS_DST, AddressExtension.LEAST_OCTETS);
        IpNetwork from = AddressExtension.network(source);
        IpNetwork to = AddressExtension.network(destination);
        if (from.address().isIpv6() != to.address().isIpv6()) {
            throw new KernelException("PF_KEY policy between two families");
        }
        return new PolicySelector(from, to, AddressExtension.protocol(source), port(source), port(destination));
    }

    private static int port(ByteBuffer address) {
        int port = AddressExtension.port(address);
        return port == 0 ? PolicySelector.ANY_PORT : port;
    }

    private static Optional<? extends Policy.Action> action(ByteBuffer policy) throws KernelException {
        int type = policy.getShort(PolicyMessages.TYPE);
        if (type == PolicyMessages.TYPE_DISCARD) {
            return Optional.of(new Policy.Block());
        }
        if (type != PolicyMessages.TYPE_IPSEC) {
            return Optional.of(new Policy.Allow());
        }
        int at = PolicyMessages.POLICY_OCTETS;
        if (policy.limit() < at + PolicyMessages.REQUEST_OCTETS) {
            throw new KernelException("PF_KEY policy without a request");
        }
        int mode = policy.get(at + PolicyMessages.REQUEST_MODE);
        if (mode != PfkeyNumbers.MODE_TRANSPORT && mode != PfkeyNumbers.MODE_TUNNEL) {
            return Optional.empty();
        }
        for (IpsecProtocol protocol : IpsecProtocol.values()) {
            if (protocol.ipProtocol() == policy.getShort(at + PolicyMessages.REQUEST_PROTOCOL)) {
                return Optional.of(new Protect(
                        protocol,
                        mode == PfkeyNumbers.MODE_TRANSPORT ? Mode.TRANSPORT : Mode.TUNNEL,
                        policy.getInt(at + PolicyMessages.REQUEST_REQID),
                        policy.get(at + PolicyMessages.REQUEST_LEVEL) != PolicyMessages.LEVEL_USE));
            }
        }
        return Optional.empty();
    }

    /** The kernel's reqid; 0 if the policy does not protect, or takes any SA. */
    int standIn() {
        return policy.action() instanceof Protect protect ? protect.reqid() : 0;
    }

    boolean protects(Direction direction) {
        return policy.action() instanceof Protect && policy.direction() == direction;
    }

    SpdEntry withReqid(int reqid) {
        return policy.action() instanceof Protect protect
                ? new SpdEntry(
                        new Policy(
                                policy.selector(),
                                policy.direction(),
                                policy.priority(),
                                new Protect(protect.protocol(), protect.mode(), reqid, protect.required())),
                        index)
                : this;
    }

    boolean covers(IpAddress source, IpAddress destination) {
        return source.isIpv6() == policy.selector().source().address().isIpv6()
                && policy.selector().source().contains(source)
                && policy.selector().destination().contains(destination);
    }

    /** The flow between two hosts that it covers: PF_KEY tells a waiting packet's addresses and no more. */
    PolicySelector flow(IpAddress source, IpAddress destination) {
        PolicySelector selector = policy.selector();
        return new PolicySelector(
                IpNetwork.host(source),
                IpNetwork.host(destination),
                selector.protocol(),
                selector.sourcePort(),
                selector.destinationPort());
    }
}
