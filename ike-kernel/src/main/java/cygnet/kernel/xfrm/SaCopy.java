package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.Attributes;
import cygnet.kernel.netlink.MessageWriter;
import cygnet.kernel.netlink.NetlinkMessage;
import cygnet.kernel.netlink.NetlinkRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An SA as the kernel tells it, to be given back with other addresses or ports: with its keys, its sequence numbers, its
 * replay window, and what has been counted. Holds the keys until it is closed.
 */
final class SaCopy implements AutoCloseable {
    /**
     * The sequence numbers that a copied outbound SA skips, for those that the original has used after it was copied: none
     * may be used twice (RFC 4106 section 2). A receiver's window follows such a jump.
     */
    private static final long SKIPPED = 0x1_0000;

    private static final int LIFETIME_OCTETS = 32;
    private static final int PLAIN_SEQUENCE = 0;
    private static final int ESN_SEQUENCE = 4;
    private static final int ESN_SEQUENCE_HIGH = 12;
    private static final int ALGORITHM_NAME_OCTETS = 64;

    private static final List<Integer> KEPT = List.of(
            XfrmNumbers.ATTR_ALG_AUTH,
            XfrmNumbers.ATTR_ALG_CRYPT,
            XfrmNumbers.ATTR_ALG_AEAD,
            XfrmNumbers.ATTR_ALG_AUTH_TRUNC,
            XfrmNumbers.ATTR_MARK,
            XfrmNumbers.ATTR_REPLAY_VAL,
            XfrmNumbers.ATTR_REPLAY_ESN_VAL);

    private final ByteBuffer structure;
    private final Map<Integer, ByteBuffer> attributes;
    private final boolean encapsulated;

    private SaCopy(ByteBuffer structure, Map<Integer, ByteBuffer> attributes, boolean encapsulated) {
        this.structure = structure;
        this.attributes = attributes;
        this.encapsulated = encapsulated;
    }

    /**
     * Takes a copy of the kernel's answer.
     *
     * @throws KernelException if the answer lacks something, or the kernel keeps the keys to itself
     */
    static SaCopy of(NetlinkMessage message) throws KernelException {
        ByteBuffer structure = copy(message.structure("xfrm_usersa_info", SaStruct.OCTETS), 0, SaStruct.OCTETS);
        Attributes told = message.attributesBehind(SaStruct.OCTETS);
        Map<Integer, ByteBuffer> kept = new LinkedHashMap<>();
        for (int type : KEPT) {
            told.find(type).ifPresent(payload -> kept.put(type, copy(payload, 0, payload.limit())));
        }
        SaCopy copy = new SaCopy(structure, kept, told.has(XfrmNumbers.ATTR_ENCAP));
        if (!kept.containsKey(XfrmNumbers.ATTR_REPLAY_VAL) && !kept.containsKey(XfrmNumbers.ATTR_REPLAY_ESN_VAL)) {
            throw new KernelException("the kernel does not tell sequence numbers");
        }
        if (copy.keysAreHidden()) {
            copy.close();
            throw new KernelException("the kernel does not tell keys (lockdown)");
        }
        return copy;
    }

    private static ByteBuffer copy(ByteBuffer source, int from, int octets) {
        byte[] bytes = new byte[octets];
        source.get(from, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** Under lockdown the kernel gives zeros. */
    private boolean keysAreHidden() {
        boolean anyKey = false;
        for (int type :
                List.of(XfrmNumbers.ATTR_ALG_CRYPT, XfrmNumbers.ATTR_ALG_AEAD, XfrmNumbers.ATTR_ALG_AUTH_TRUNC)) {
            @Nullable ByteBuffer algorithm = attributes.get(type);
            if (algorithm != null && algorithm.getInt(ALGORITHM_NAME_OCTETS) > 0) {
                int keyAt = ALGORITHM_NAME_OCTETS + (type == XfrmNumbers.ATTR_ALG_CRYPT ? 4 : 8);
                for (int i = keyAt; i < algorithm.limit(); i++) {
                    if (algorithm.get(i) != 0) {
                        return false;
                    }
                }
                anyKey = true;
            }
        }
        return anyKey;
    }

    /** Whether only UDP ports are to change: that the kernel does in place. */
    boolean staysInPlace(SecurityAssociation to) {
        return SaStruct.id(structure, 0).filter(to.id()::equals).isPresent()
                && SaStruct.source(structure, 0).equals(to.source())
                && SaStruct.reqid(structure, 0) == to.reqid()
                && encapsulated == to.encapsulation().isPresent();
    }

    /** Gives the SA in place its new ports; everything else stays as it is. */
    NetlinkRequest update(SecurityAssociation to) {
        return request(XfrmNumbers.MSG_UPDSA, to);
    }

    /** Adds the SA where it is to be. */
    NetlinkRequest add(SecurityAssociation to) {
        if (to.direction() == Direction.OUTBOUND) {
            skip();
        }
        return request(XfrmNumbers.MSG_NEWSA, to);
    }

    private void skip() {
        @Nullable ByteBuffer extended = attributes.get(XfrmNumbers.ATTR_REPLAY_ESN_VAL);
        @Nullable ByteBuffer plain = attributes.get(XfrmNumbers.ATTR_REPLAY_VAL);
        if (extended != null) {
            long low = Integer.toUnsignedLong(extended.getInt(ESN_SEQUENCE)) + SKIPPED;
            boolean carry = low >>> Integer.SIZE != 0 && SaStruct.isExtended(structure, 0);
            extended.putInt(ESN_SEQUENCE, carry ? (int) low : (int) Math.min(low, 0xffff_ffffL));
            extended.putInt(ESN_SEQUENCE_HIGH, extended.getInt(ESN_SEQUENCE_HIGH) + (carry ? 1 : 0));
        } else if (plain != null) {
            // At the end of its numbers the kernel stops sending, and the SA is rekeyed or dies.
            long next = Integer.toUnsignedLong(plain.getInt(PLAIN_SEQUENCE)) + SKIPPED;
            plain.putInt(PLAIN_SEQUENCE, (int) Math.min(next, 0xffff_ffffL));
        }
    }

    private NetlinkRequest request(int type, SecurityAssociation to) {
        return new NetlinkRequest(type, writer -> {
            int at = writer.structure(SaStruct.OCTETS);
            put(writer, at, structure);
            SaStruct.place(writer.buffer(), at, to);
            attributes.forEach(
                    (attribute, payload) -> put(writer, writer.attribute(attribute, payload.limit()), payload));
            put(
                    writer,
                    writer.attribute(XfrmNumbers.ATTR_LTIME_VAL, LIFETIME_OCTETS),
                    structure.slice(SaStruct.USED, LIFETIME_OCTETS));
            to.encapsulation().ifPresent(ports -> SaRequests.writeEncapsulation(writer, ports));
        });
    }

    private static void put(MessageWriter writer, int at, ByteBuffer octets) {
        for (int i = 0; i < octets.limit(); i++) {
            writer.buffer().put(at + i, octets.get(i));
        }
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        for (ByteBuffer payload : attributes.values()) {
            for (int i = 0; i < payload.limit(); i++) {
                payload.put(i, (byte) 0);
            }
        }
    }
}
