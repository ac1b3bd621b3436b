package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.WireWriter;

/**
 * A protected message as its sender had it before encryption and fragmentation, octet by octet: what the AUTH payload
 * covers of an IKE_INTERMEDIATE exchange (RFC 9242 section 3.3.2).
 *
 * @param front from the IKE header to the generic header of the Encrypted payload, with whatever lengths
 * @param content the inner payloads, without padding
 */
public record ContentOctets(Octets front, Octets content) {
    private static final int NEXT_PAYLOAD_OFFSET = 16;
    private static final int LENGTH_OFFSET = 24;
    private static final int GENERIC_HEADER_OCTETS = 4;

    /** Of a message of our own; its encoding is always the same. */
    public static ContentOctets of(IkeMessage message) {
        WireWriter content = new WireWriter();
        PayloadChain.encode(message.payloads(), content);
        WireWriter front = new WireWriter();
        message.header().encode(PayloadType.ENCRYPTED, front);
        front.uint8(PayloadChain.firstType(message.payloads()).code()).zeros(1).uint16(0);
        return new ContentOctets(front.toOctets(), content.toOctets());
    }

    /**
     * Of a message that came in fragments, "as if it were received unfragmented".
     *
     * @param fragmentFront of the first fragment: from the IKE header to Total Fragments
     */
    static ContentOctets ofFragments(Octets fragmentFront, Octets content) {
        byte[] front =
                fragmentFront.first(IkeHeader.LENGTH + GENERIC_HEADER_OCTETS).toByteArray();
        front[NEXT_PAYLOAD_OFFSET] = (byte) PayloadType.ENCRYPTED.code();
        return new ContentOctets(Octets.owning(front), content);
    }

    /** A | P, with lengths that "don't count the lengths of Initialization Vector, [...] Padding, and Pad Length". */
    public Octets authenticated() {
        WireWriter out = new WireWriter();
        out.octets(front).octets(content);
        out.patchInt32(LENGTH_OFFSET, out.length());
        out.patchUint16(front.length() - 2, GENERIC_HEADER_OCTETS + content.length());
        return out.toOctets();
    }
}
