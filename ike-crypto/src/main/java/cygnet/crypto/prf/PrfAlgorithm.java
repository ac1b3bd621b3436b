package cygnet.crypto.prf;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;

/** Pseudorandom functions of IKEv2 (RFC 7296 section 2.13, RFC 4868). */
public enum PrfAlgorithm {
    HMAC_SHA2_256("HmacSHA256", 32),
    HMAC_SHA2_384("HmacSHA384", 48),
    HMAC_SHA2_512("HmacSHA512", 64);

    private final String jcaName;
    private final int outputLength;

    PrfAlgorithm(String jcaName, int outputLength) {
        this.jcaName = jcaName;
        this.outputLength = outputLength;
    }

    /** Octets of one output, which is the preferred key length as well. */
    public int outputLength() {
        return outputLength;
    }

    /** prf(key, parts[0] | parts[1] | ...). */
    public Secret compute(Secret key, Octets... parts) {
        throw new UnsupportedOperationException(jcaName);
    }

    /** prf+(key, seed) cut to {@code length} octets (RFC 7296 section 2.13); at most 255 outputs. */
    public Secret expand(Secret key, Octets seed, int length) {
        throw new UnsupportedOperationException(jcaName);
    }
}
