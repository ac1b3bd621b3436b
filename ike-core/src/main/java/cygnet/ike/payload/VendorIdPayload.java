package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.WireWriter;

/** A vendor's mark (RFC 7296 section 3.12). Nothing may depend on it. */
public record VendorIdPayload(Octets value) implements Payload {
    @Override
    public PayloadType type() {
        return PayloadType.VENDOR_ID;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.octets(value);
    }
}
