package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.kernel.netlink.MessageWriter;
import cygnet.kernel.netlink.NetlinkRequest;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;

/** Requests about the SAD. */
final class SaRequests {
    /** As strongSwan and libreswan choose: large enough to be told from an IKE header's first octets. */
    private static final int LEAST_SPI = 0xc000_0000;

    private static final int GREATEST_SPI = 0xcfff_ffff;

    private SaRequests() {}

    /** struct xfrm_userspi_info: an SA and a range. Answered by a NEWSA message. */
    static NetlinkRequest allocateSpi(AllocateSpi command) {
        return new NetlinkRequest(XfrmNumbers.MSG_ALLOCSPI, writer -> {
            int at = writer.structure(SaStruct.OCTETS + 2 * Integer.BYTES);
            SaStruct.put(writer.buffer(), at, command);
            writer.buffer().putInt(at + SaStruct.OCTETS, LEAST_SPI);
            writer.buffer().putInt(at + SaStruct.OCTETS + Integer.BYTES, GREATEST_SPI);
        });
    }

    /** Adds an SA; the kernel refuses if there is one with the same destination, protocol and SPI, even a larval one. */
    static NetlinkRequest add(SecurityAssociation sa) {
        return withSa(XfrmNumbers.MSG_NEWSA, sa);
    }

    /** Puts an SA in the place of its larval one. */
    static NetlinkRequest replaceLarval(SecurityAssociation sa) {
        return withSa(XfrmNumbers.MSG_UPDSA, sa);
    }

    private static NetlinkRequest withSa(int type, SecurityAssociation sa) {
        AlgorithmAttributes algorithms = AlgorithmAttributes.of(sa);
        return new NetlinkRequest(type, writer -> {
            SaStruct.put(writer.buffer(), writer.structure(SaStruct.OCTETS), sa);
            algorithms.write(writer);
            if (ReplayState.isNeeded(sa)) {
                ReplayState.write(writer, sa);
            }
            sa.encapsulation().ifPresent(encapsulation -> writeEncapsulation(writer, encapsulation));
        });
    }

    /** struct xfrm_encap_tmpl with the type UDP_ENCAP_ESPINUDP (RFC 3948). */
    static void writeEncapsulation(MessageWriter writer, Encapsulation encapsulation) {
        int at = writer.attribute(XfrmNumbers.ATTR_ENCAP, 24);
        writer.buffer().putShort(at, (short) 2);
        NetworkOrder.putShort(writer.buffer(), at + 2, encapsulation.sourcePort());
        NetworkOrder.putShort(writer.buffer(), at + 4, encapsulation.destinationPort());
    }

    static NetlinkRequest delete(SaId id) {
        return new NetlinkRequest(XfrmNumbers.MSG_DELSA, writer -> write(writer, id));
    }

    /** Answered by a NEWSA message. */
    static NetlinkRequest query(SaId id) {
        return new NetlinkRequest(XfrmNumbers.MSG_GETSA, writer -> write(writer, id));
    }

    /** Everything; answered by NEWSA messages. */
    static NetlinkRequest dump() {
        return new NetlinkRequest(XfrmNumbers.MSG_GETSA, writer -> {});
    }

    /** struct xfrm_usersa_id. */
    private static void write(MessageWriter writer, SaId id) {
        int at = writer.structure(SaIdStruct.OCTETS);
        ByteBuffer buffer = writer.buffer();
        SaIdStruct.put(buffer, at, id);
    }
}
