package cygnet.ike.payload;

import cygnet.crypto.Octets;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.wire.MalformedException;
import cygnet.ike.wire.WireReader;
import cygnet.ike.wire.WireWriter;

/**
 * Ni or Nr (RFC 7296 section 3.9).
 *
 * @param nonce 16 to 256 octets; that it is at least half of the PRF's key (section 2.10) is for the reader to check
 */
public record NoncePayload(Octets nonce) implements Payload {
    private static final int LEAST_OCTETS = 16;
    private static final int MOST_OCTETS = 256;

    public NoncePayload {
        if (!isValidLength(nonce.length())) {
            throw new IllegalArgumentException("a nonce of " + nonce.length() + " octets");
        }
    }

    static NoncePayload decode(WireReader body) throws MalformedException {
        // "The size of the Nonce Data MUST be between 16 and 256 octets, inclusive."
        if (!isValidLength(body.remaining())) {
            throw body.malformed("a nonce of " + body.remaining() + " octets");
        }
        return new NoncePayload(body.rest());
    }

    private static boolean isValidLength(int octets) {
        return octets >= LEAST_OCTETS && octets <= MOST_OCTETS;
    }

    @Override
    public PayloadType type() {
        return PayloadType.NONCE;
    }

    @Override
    public void encodeBody(WireWriter out) {
        out.octets(nonce);
    }
}
