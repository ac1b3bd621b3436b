package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.registry.IdType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * IDi or IDr (RFC 7296 section 3.5).
 *
 * @param initiator whether this is IDi
 * @param body ID Type, RESERVED and Identification Data as they travel. AUTH covers these octets (section 2.15), so what
 *     a peer put in RESERVED is kept.
 */
public record IdPayload(boolean initiator, Identification id, Octets body) implements Payload {
    private static final int FIXED_OCTETS = 4;

    public IdPayload {
        boolean consistent = body.length() == FIXED_OCTETS + id.data().length()
                && body.at(0) == id.type().code()
                && body.from(FIXED_OCTETS).equals(id.data());
        if (!consistent) {
            throw new IllegalArgumentException("the body does not hold " + id);
        }
    }

    public static IdPayload of(boolean initiator, Identification id) {
        WireWriter body = new WireWriter();
        body.uint8(id.type().code()).zeros(3).octets(id.data());
        return new IdPayload(initiator, id, body.toOctets());
    }

    static IdPayload decode(boolean initiator, WireReader in) throws MalformedException {
        Octets body = in.peekRest();
        IdType type = new IdType(in.uint8("ID Type"));
        in.skip(3, "RESERVED");
        Identification id = new Identification(type, in.rest());
        if (!isPossibleLength(type, id.data().length())) {
            throw in.malformed(id.data().length() + " octets of type " + type);
        }
        return new IdPayload(initiator, id, body);
    }

    private static boolean isPossibleLength(IdType type, int length) {
        return switch (type.code()) {
            case 1 -> length == 4;
            case 5 -> length == 16;
            case 13 -> length == 0; // RFC 7619 section 2.2
            default -> true;
        };
    }

    @Override
    public PayloadType type() {
        return initiator ? PayloadType.ID_INITIATOR : PayloadType.ID_RESPONDER;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.octets(body);
    }
}
