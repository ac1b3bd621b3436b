package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.SaId;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** struct xfrm_usersa_id. */
final class SaIdStruct {
    static final int OCTETS = 24;

    private static final int DESTINATION = 0;
    private static final int SPI = 16;
    private static final int FAMILY = 20;
    private static final int PROTOCOL = 22;

    private SaIdStruct() {}

    static void put(ByteBuffer buffer, int at, SaId id) {
        AddressField.put(buffer, at + DESTINATION, id.destination());
        NetworkOrder.putInt(buffer, at + SPI, id.spi().value());
        buffer.putShort(at + FAMILY, (short) AddressField.family(id.destination()));
        buffer.put(at + PROTOCOL, (byte) id.protocol().ipProtocol());
    }

    static int family(ByteBuffer buffer, int at) {
        return buffer.getShort(at + FAMILY);
    }

    static Optional<SaId> get(ByteBuffer buffer, int at) {
        return SaStruct.id(
                AddressField.get(buffer, at + DESTINATION, family(buffer, at)),
                buffer.get(at + PROTOCOL) & 0xff,
                NetworkOrder.getInt(buffer, at + SPI));
    }
}
