package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.WireWriter;

/**
 * A payload that is carried as it is: of a type that we do not know, or one whose content we do not use.
 *
 * @param critical whether the sender wants the message refused by who does not know the type (RFC 7296 section 2.5)
 * @param body what follows the generic payload header
 */
public record UnknownPayload(PayloadType payloadType, boolean critical, Octets body) implements Payload {
    public UnknownPayload {
        if (payloadType.equals(PayloadType.NONE)) {
            throw new IllegalArgumentException("0 is no payload type: it ends the chain");
        }
    }

    @Override
    public PayloadType type() {
        return payloadType;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.octets(body);
    }
}
