package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/** A certificate or a raw public key (RFC 7296 section 3.6, RFC 7670). */
public record CertPayload(CertEncoding encoding, Octets value) implements Payload {
    static CertPayload decode(WireReader body) throws MalformedException {
        CertEncoding encoding = new CertEncoding(body.uint8("Cert Encoding"));
        return new CertPayload(encoding, body.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERT;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint8(encoding.code()).octets(value);
    }
}
