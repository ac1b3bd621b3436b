package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The inside of an SA payload: proposals, transforms, attributes (RFC 7296 sections 3.3.1, 3.3.2 and 3.3.5).
 *
 * <p>"When parsing an SA, an implementation MUST check that the total Payload Length is consistent with the payload's
 * internal lengths and counts."
 */
final class ProposalCodec {
    /** Windows offers 18. */
    private static final int MOST_PROPOSALS = 32;
    /** Of all proposals together; more is an attack on whoever has to choose. */
    private static final int MOST_TRANSFORMS = 512;

    private static final int TRANSFORM_HEADER_OCTETS = 8;
    private static final int ATTRIBUTE_HEADER_OCTETS = 4;
    private static final int MORE_PROPOSALS = 2;
    private static final int MORE_TRANSFORMS = 3;
    private static final int LAST = 0;

    private static final int FIXED_LENGTH_FORMAT = 0x8000;
    private static final int KEY_LENGTH = FIXED_LENGTH_FORMAT | 14;

    private ProposalCodec() {}

    static List<Proposal> decode(WireReader in) throws MalformedException {
        List<Proposal> proposals = new ArrayList<>();
        int transforms = 0;
        boolean more = true;
        while (more) {
            int marker = in.uint8("Last Substruc");
            in.skip(1, "RESERVED");
            int length = in.uint16("Proposal Length");
            Proposal proposal = decodeProposal(in.part(length - 4, "proposal"));
            if (!proposals.isEmpty()) {
                int expected = proposals.get(0).number() + proposals.size();
                if (proposal.number() != expected) {
                    throw in.malformed("proposal number " + proposal.number() + " instead of " + expected);
                }
            }
            proposals.add(proposal);
            transforms += proposal.transforms().size();
            if (proposals.size() > MOST_PROPOSALS || transforms > MOST_TRANSFORMS) {
                throw in.malformed(proposals.size() + " proposals with " + transforms + " transforms");
            }
            more = hasMore(in, marker, MORE_PROPOSALS);
        }
        return proposals;
    }

    private static Proposal decodeProposal(WireReader in) throws MalformedException {
        int number = in.uint8("Proposal Num");
        ProtocolId protocol = new ProtocolId(in.uint8("Protocol ID"));
        int spiSize = in.uint8("SPI Size");
        int count = in.uint8("Num Transforms");
        Octets spi = in.octets(spiSize, "SPI");
        if (number == 0) {
            throw in.malformed("proposal number 0");
        }
        checkSpi(in, protocol, spi);
        List<Transform> transforms = new ArrayList<>(Math.min(count, in.remaining() / TRANSFORM_HEADER_OCTETS));
        for (int i = 0; i < count; i++) {
            int marker = in.uint8("Last Substruc");
            in.skip(1, "RESERVED");
            int length = in.uint16("Transform Length");
            transforms.add(decodeTransform(in.part(length - 4, "transform")));
            if (hasMore(in, marker, MORE_TRANSFORMS) != (i < count - 1)) {
                throw in.malformed("Num Transforms is " + count);
            }
        }
        in.expectEnd();
        return new Proposal(number, protocol, spi, transforms);
    }

    /** The marker is redundant (it comes from ISAKMP); it has to agree with what the length says. */
    private static boolean hasMore(WireReader in, int marker, int moreMarker) throws MalformedException {
        boolean more = !in.isAtEnd();
        if (marker != (more ? moreMarker : LAST)) {
            throw in.malformed("Last Substruc " + marker + " with " + in.remaining() + " octets to come");
        }
        return more;
    }

    private static void checkSpi(WireReader in, ProtocolId protocol, Octets spi) throws MalformedException {
        boolean possible = switch (protocol.code()) {
            case 1 -> spi.isEmpty() || (spi.length() == 8 && !spi.isAllZero());
            case 2, 3 -> spi.length() == 4 && Spi.isValid(spi.int32(0));
            default -> true;
        };
        if (!possible) {
            throw in.malformed("SPI [" + spi + "] for " + protocol);
        }
    }

    private static Transform decodeTransform(WireReader in) throws MalformedException {
        TransformType type = new TransformType(in.uint8("Transform Type"));
        in.skip(1, "RESERVED");
        TransformId id = new TransformId(type, in.uint16("Transform ID"));
        int keyBits = 0;
        List<Octets> others = new ArrayList<>(0);
        while (!in.isAtEnd()) {
            Octets head = in.octets(ATTRIBUTE_HEADER_OCTETS, "attribute");
            int attribute = head.uint16(0);
            int valueOrLength = head.uint16(2);
            // A second Key Length, or one of zero, is none that we understand: it stays among the others, and so keeps
            // the transform from being chosen.
            if (attribute == KEY_LENGTH && keyBits == 0 && valueOrLength != 0) {
                keyBits = valueOrLength;
            } else {
                others.add(head);
                boolean hasValue = (attribute & FIXED_LENGTH_FORMAT) == 0;
                others.add(hasValue ? in.octets(valueOrLength, "Attribute Value") : Octets.empty());
            }
        }
        return new Transform(id, keyBits, Octets.concat(others.toArray(new Octets[0])));
    }

    static void encode(List<Proposal> proposals, WireWriter out) {
        for (int i = 0; i < proposals.size(); i++) {
            Proposal proposal = proposals.get(i);
            int start = out.length();
            out.uint8(i == proposals.size() - 1 ? LAST : MORE_PROPOSALS).zeros(1);
            int lengthAt = out.length();
            out.uint16(0).uint8(proposal.number()).uint8(proposal.protocol().code());
            out.uint8(proposal.spi().length()).uint8(proposal.transforms().size());
            out.octets(proposal.spi());
            encodeTransforms(proposal.transforms(), out);
            out.patchUint16(lengthAt, out.length() - start);
        }
    }

    private static void encodeTransforms(List<Transform> transforms, WireWriter out) {
        for (int i = 0; i < transforms.size(); i++) {
            Transform transform = transforms.get(i);
            int keyLengthOctets = transform.keyBits() == 0 ? 0 : 4;
            out.uint8(i == transforms.size() - 1 ? LAST : MORE_TRANSFORMS).zeros(1);
            out.uint16(TRANSFORM_HEADER_OCTETS
                    + keyLengthOctets
                    + transform.otherAttributes().length());
            out.uint8(transform.type().code()).zeros(1).uint16(transform.id().code());
            if (keyLengthOctets != 0) {
                out.uint16(KEY_LENGTH).uint16(transform.keyBits());
            }
            out.octets(transform.otherAttributes());
        }
    }
}
