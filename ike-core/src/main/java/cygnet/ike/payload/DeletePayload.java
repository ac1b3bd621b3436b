package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * SAs that the sender no longer has (RFC 7296 section 3.11).
 *
 * @param spis those of the sender's inbound SAs: none for IKE, 4 octets each for AH and ESP; all of one length. As
 *     received, so one may be a value that no SA can have.
 */
public record DeletePayload(ProtocolId protocol, List<Octets> spis) implements Payload {
    private static final int CHILD_SPI_OCTETS = 4;

    public DeletePayload {
        spis = List.copyOf(spis);
        if (spis.stream().mapToInt(Octets::length).distinct().count() > 1) {
            throw new IllegalArgumentException("SPIs of several lengths");
        }
    }

    /** Deletes the IKE SA that carries it. */
    public static DeletePayload ofIke() {
        return new DeletePayload(ProtocolId.IKE, List.of());
    }

    /** Deletes Child SAs of one protocol, named by the sender's inbound SPIs. */
    public static DeletePayload of(IpsecProtocol protocol, List<Spi> spis) {
        return new DeletePayload(
                protocol.ikeId(), spis.stream().map(Spi::octets).toList());
    }

    static DeletePayload decode(WireReader body) throws MalformedException {
        ProtocolId protocol = new ProtocolId(body.uint8("Protocol ID"));
        int spiSize = body.uint8("SPI Size");
        int count = body.uint16("Num of SPIs");
        // "It MUST be zero for IKE (SPI is in message header) or four for AH and ESP."
        boolean known = protocol.equals(ProtocolId.IKE) || isChild(protocol);
        if (known && spiSize != spiSize(protocol)) {
            throw body.malformed("SPI Size " + spiSize + " for " + protocol);
        }
        boolean countFits = spiSize == 0 ? count == 0 : count * spiSize == body.remaining();
        if (!countFits) {
            throw body.malformed(count + " SPIs of " + spiSize + " octets in " + body.remaining());
        }
        List<Octets> spis = new ArrayList<>(count);
        while (spis.size() < count) {
            spis.add(body.octets(spiSize, "SPI"));
        }
        return new DeletePayload(protocol, spis);
    }

    private static boolean isChild(ProtocolId protocol) {
        return protocol.equals(ProtocolId.AH) || protocol.equals(ProtocolId.ESP);
    }

    private static int spiSize(ProtocolId protocol) {
        return isChild(protocol) ? CHILD_SPI_OCTETS : 0;
    }

    @Override
    public PayloadType type() {
        return PayloadType.DELETE;
    }

    @Override
    public void encodeBody(WireWriter out) {
        int size = spis.isEmpty() ? spiSize(protocol) : spis.get(0).length();
        out.uint8(protocol.code()).uint8(size).uint16(spis.size());
        spis.forEach(out::octets);
    }
}
