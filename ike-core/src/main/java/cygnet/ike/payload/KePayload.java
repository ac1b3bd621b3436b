package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * A public value of a key exchange (RFC 7296 section 3.4).
 *
 * @param method a transform of type KE
 * @param value as received: its length and contents are for the key exchange method to judge (RFC 6989)
 */
public record KePayload(TransformId method, Octets value) implements Payload {
    public KePayload {
        if (!method.type().equals(TransformType.KE)) {
            throw new IllegalArgumentException(method + " is no key exchange method");
        }
    }

    static KePayload decode(WireReader body) throws MalformedException {
        TransformId method = new TransformId(TransformType.KE, body.uint16("Diffie-Hellman Group Num"));
        body.skip(2, "RESERVED");
        return new KePayload(method, body.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.KE;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint16(method.code()).zeros(2).octets(value);
    }
}
