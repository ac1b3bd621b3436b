package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.kernel.InstalledPolicy;
import cygnet.kernel.InstalledSa;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory.HeldFlow;
import cygnet.kernel.LastUses;
import cygnet.kernel.netlink.Attributes;
import cygnet.kernel.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** NEWSA and NEWPOLICY messages as the kernel answers with them. */
final class InventoryDecoder {
    private static final int MARK_OCTETS = 8;

    private InventoryDecoder() {}

    static Optional<InstalledSa> sa(NetlinkMessage message) throws KernelException {
        ByteBuffer sa = message.structure("xfrm_usersa_info", SaStruct.OCTETS);
        Optional<SaId> id = SaStruct.id(sa, 0);
        Optional<Mode> mode = SaStruct.mode(sa, 0);
        if (id.isEmpty() || mode.isEmpty()) {
            return Optional.empty();
        }
        Attributes attributes = message.attributesBehind(SaStruct.OCTETS);
        // The kernel does not tell an SA's state, but only a larval one has no algorithms.
        boolean larval = !attributes.has(XfrmNumbers.ATTR_ALG_AEAD)
                && !attributes.has(XfrmNumbers.ATTR_ALG_CRYPT)
                && !attributes.has(XfrmNumbers.ATTR_ALG_AUTH)
                && !attributes.has(XfrmNumbers.ATTR_ALG_AUTH_TRUNC);
        return Optional.of(new InstalledSa(
                id.get(),
                SaStruct.source(sa, 0),
                larval,
                mode.get(),
                SaStruct.reqid(sa, 0),
                mark(attributes),
                SaStruct.octets(sa, 0),
                SaStruct.packets(sa, 0)));
    }

    /** One message of a dump of the SAD. At most one of the two is there. */
    record SadEntry(Optional<InstalledSa> sa, Optional<HeldFlow> heldFlow) {
        static Optional<SadEntry> decode(NetlinkMessage message) throws KernelException {
            return Optional.of(new SadEntry(InventoryDecoder.sa(message), InventoryDecoder.heldFlow(message)));
        }
    }

    /** The flow of a larval SA, which has no SPI yet. */
    static Optional<HeldFlow> heldFlow(NetlinkMessage message) throws KernelException {
        ByteBuffer sa = message.structure("xfrm_usersa_info", SaStruct.OCTETS);
        if (SaStruct.spi(sa, 0) != 0) {
            return Optional.empty();
        }
        return SelectorStruct.flow(sa, SaStruct.SELECTOR)
                .map(flow -> new HeldFlow(flow, SaStruct.reqid(sa, 0), SaStruct.sequence(sa, 0)));
    }

    /**
     * Of one message of a dump of the SAD; empty for what has no SPI yet.
     *
     * @param uses as below
     */
    static Optional<Map.Entry<SaId, KernelResult.Usage>> usage(NetlinkMessage message, Instant now, LastUses uses)
            throws KernelException {
        Optional<SaId> id = SaStruct.id(message.structure("xfrm_usersa_info", SaStruct.OCTETS), 0);
        return id.isEmpty() ? Optional.empty() : Optional.of(Map.entry(id.get(), usage(id.get(), message, now, uses)));
    }

    /** @param uses tells when it was last used if the kernel does not */
    static KernelResult.Usage usage(SaId id, NetlinkMessage message, Instant now, LastUses uses)
            throws KernelException {
        ByteBuffer sa = message.structure("xfrm_usersa_info", SaStruct.OCTETS);
        long lastUseAgo = message.attributesBehind(SaStruct.OCTETS)
                .find(XfrmNumbers.ATTR_LASTUSED, Long.BYTES)
                .map(lastUse -> Math.max(0, now.getEpochSecond() - lastUse.getLong(0)))
                .orElseGet(() -> uses.ago(id, SaStruct.packets(sa, 0), now));
        return new KernelResult.Usage(SaStruct.octets(sa, 0), SaStruct.packets(sa, 0), lastUseAgo);
    }

    static Optional<InstalledPolicy> policy(NetlinkMessage message) throws KernelException {
        ByteBuffer policy = message.structure("xfrm_userpolicy_info", PolicyStruct.OCTETS);
        Attributes attributes = message.attributesBehind(PolicyStruct.OCTETS);
        Optional<Direction> direction = PolicyStruct.direction(policy, 0);
        Optional<PolicySelector> selector = SelectorStruct.policy(policy, PolicyStruct.SELECTOR);
        Optional<? extends Policy.Action> action = action(policy, attributes);
        if (direction.isEmpty() || selector.isEmpty() || action.isEmpty()) {
            return Optional.empty();
        }
        int priority = PolicyStruct.priority(policy, 0);
        return Optional.of(new InstalledPolicy(
                new Policy(selector.get(), direction.get(), priority, action.get()),
                mark(attributes),
                PolicyStruct.index(policy, 0)));
    }

    private static Optional<? extends Policy.Action> action(ByteBuffer policy, Attributes attributes) {
        if (PolicyStruct.isBlock(policy, 0)) {
            return Optional.of(new Policy.Block());
        }
        Optional<ByteBuffer> template = attributes.find(XfrmNumbers.ATTR_TMPL, TemplateStruct.OCTETS);
        if (template.isEmpty()) {
            return Optional.of(new Policy.Allow());
        }
        return TemplateStruct.protect(template.get(), 0);
    }

    private static int mark(Attributes attributes) {
        return attributes
                .find(XfrmNumbers.ATTR_MARK, MARK_OCTETS)
                .map(mark -> mark.getInt(0))
                .orElse(0);
    }
}
