package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.AuthMethod;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * Proof of identity (RFC 7296 section 3.8).
 *
 * @param value Authentication Data; for {@link AuthMethod#DIGITAL_SIGNATURE} it begins with the length of an
 *     AlgorithmIdentifier (RFC 7427 section 3)
 */
public record AuthPayload(AuthMethod method, Octets value) implements Payload {
    static AuthPayload decode(WireReader body) throws MalformedException {
        AuthMethod method = new AuthMethod(body.uint8("Auth Method"));
        body.skip(3, "RESERVED");
        return new AuthPayload(method, body.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.AUTH;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint8(method.code()).zeros(3).octets(value);
    }
}
