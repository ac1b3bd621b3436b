package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * A wish for certificates (RFC 7296 section 3.7).
 *
 * @param authorities SHA-1 hashes of public keys of CAs, 20 octets each; empty for raw public keys (RFC 7670)
 */
public record CertReqPayload(CertEncoding encoding, Octets authorities) implements Payload {
    static CertReqPayload decode(WireReader body) throws MalformedException {
        CertEncoding encoding = new CertEncoding(body.uint8("Cert Encoding"));
        return new CertReqPayload(encoding, body.rest());
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERTREQ;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.uint8(encoding.code()).octets(authorities);
    }
}
