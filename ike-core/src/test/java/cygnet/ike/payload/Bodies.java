package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;

/** Payload contents in hexadecimal. */
final class Bodies {
    private Bodies() {}

    static Payload decode(PayloadType type, String hex) throws MalformedException {
        return Payload.decode(type, false, new WireReader(Octets.ofHex(hex), type + " payload"));
    }

    static String encode(Payload payload) {
        return payload.encodeBody().toHex();
    }
}
