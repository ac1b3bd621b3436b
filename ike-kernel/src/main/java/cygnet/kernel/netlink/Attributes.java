package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a netlink message (struct nlattr). Of several of one type the first counts. */
public final class Attributes {
    static final int HEADER_OCTETS = 4;
    /** NLA_F_NESTED and NLA_F_NET_BYTEORDER are not part of the type. */
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> payloads;

    private Attributes(Map<Integer, ByteBuffer> payloads) {
        this.payloads = payloads;
    }

    static Attributes decode(ByteBuffer payload, int from) throws KernelException {
        Map<Integer, ByteBuffer> payloads = new HashMap<>();
        int at = from;
        while (at + HEADER_OCTETS <= payload.limit()) {
            int length = payload.getShort(at) & 0xffff;
            int type = payload.getShort(at + 2) & TYPE_MASK;
            if (length < HEADER_OCTETS || length > payload.limit() - at) {
                throw new KernelException(
                        "netlink attribute " + type + " of " + length + " octets at " + at + " of " + payload.limit());
            }
            payloads.putIfAbsent(type, NetlinkMessage.slice(payload, at + HEADER_OCTETS, length - HEADER_OCTETS));
            at += NetlinkMessage.align(length);
        }
        return new Attributes(payloads);
    }

    public boolean has(int type) {
        return payloads.containsKey(type);
    }

    /** The payload: native byte order, indices from 0. */
    public Optional<ByteBuffer> find(int type) {
        return Optional.ofNullable(payloads.get(type));
    }

    /** The payload, if it is there and long enough for a structure of {@code octets} octets. */
    public Optional<ByteBuffer> find(int type, int octets) {
        return find(type).filter(payload -> payload.limit() >= octets);
    }
}
