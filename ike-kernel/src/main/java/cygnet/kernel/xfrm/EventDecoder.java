package cygnet.kernel.xfrm;

import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelEvent.Acquire;
import cygnet.ike.ipsec.KernelEvent.Expire;
import cygnet.ike.ipsec.KernelEvent.MappingChanged;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.NetlinkMessage;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Messages of the multicast groups ACQUIRE, EXPIRE and MAPPING. */
final class EventDecoder {
    /** struct xfrm_user_acquire. */
    private static final int ACQUIRE_OCTETS = 280;

    private static final int ACQUIRE_FLOW = 40;
    private static final int ACQUIRE_POLICY = 96;
    private static final int ACQUIRE_SEQUENCE = 276;

    /** struct xfrm_user_expire: an SA and a flag. */
    private static final int EXPIRE_OCTETS = SaStruct.OCTETS + 8;

    /** struct xfrm_user_mapping. */
    private static final int MAPPING_OCTETS = 64;

    private static final int MAPPING_NEW_SOURCE = 44;
    private static final int MAPPING_NEW_PORT = 62;

    private EventDecoder() {}

    /**
     * The event in a message; empty for events that concern nobody, such as the end of a larval SA that has no SPI.
     *
     * @throws KernelException if the message is too short
     */
    static Optional<? extends KernelEvent> decode(NetlinkMessage message) throws KernelException {
        return switch (message.type()) {
            case XfrmNumbers.MSG_ACQUIRE -> acquire(message);
            case XfrmNumbers.MSG_EXPIRE -> expire(message);
            case XfrmNumbers.MSG_MAPPING -> mapping(message);
            default -> Optional.empty();
        };
    }

    private static Optional<Acquire> acquire(NetlinkMessage message) throws KernelException {
        ByteBuffer acquire = message.structure("xfrm_user_acquire", ACQUIRE_OCTETS);
        Optional<PolicySelector> flow = SelectorStruct.flow(acquire, ACQUIRE_FLOW);
        Optional<PolicySelector> policy = SelectorStruct.policy(acquire, ACQUIRE_POLICY + PolicyStruct.SELECTOR);
        if (flow.isEmpty() || policy.isEmpty()) {
            return Optional.empty();
        }
        int reqid = message.attributesBehind(ACQUIRE_OCTETS)
                .find(XfrmNumbers.ATTR_TMPL, TemplateStruct.OCTETS)
                .map(template -> TemplateStruct.reqid(template, 0))
                .orElse(0);
        return Optional.of(new Acquire(flow.get(), policy.get(), reqid, acquire.getInt(ACQUIRE_SEQUENCE)));
    }

    private static Optional<Expire> expire(NetlinkMessage message) throws KernelException {
        ByteBuffer expire = message.structure("xfrm_user_expire", EXPIRE_OCTETS);
        boolean hard = expire.get(SaStruct.OCTETS) != 0;
        return SaStruct.id(expire, 0).map(id -> new Expire(id, hard));
    }

    private static Optional<MappingChanged> mapping(NetlinkMessage message) throws KernelException {
        ByteBuffer mapping = message.structure("xfrm_user_mapping", MAPPING_OCTETS);
        Endpoint source = new Endpoint(
                AddressField.get(mapping, MAPPING_NEW_SOURCE, SaIdStruct.family(mapping, 0)),
                NetworkOrder.getShort(mapping, MAPPING_NEW_PORT));
        return SaIdStruct.get(mapping, 0).map(id -> new MappingChanged(id, source));
    }
}
