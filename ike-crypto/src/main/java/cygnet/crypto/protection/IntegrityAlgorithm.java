package cygnet.crypto.protection;

/** MACs for the Encrypted payload (RFC 4868, RFC 4494, RFC 3566). */
public enum IntegrityAlgorithm {
    HMAC_SHA2_256_128("HmacSHA256", 32, 16),
    HMAC_SHA2_384_192("HmacSHA384", 48, 24),
    HMAC_SHA2_512_256("HmacSHA512", 64, 32),
    AES_XCBC_96("AES-XCBC-MAC", 16, 12),
    AES_CMAC_96("AES-CMAC", 16, 12);

    private final String jcaName;
    private final int keyLength;
    private final int icvLength;

    IntegrityAlgorithm(String jcaName, int keyLength, int icvLength) {
        this.jcaName = jcaName;
        this.keyLength = keyLength;
        this.icvLength = icvLength;
    }

    String jcaName() {
        return jcaName;
    }

    /** Octets of the key. */
    public int keyLength() {
        return keyLength;
    }

    /** Octets of the truncated MAC. */
    public int icvLength() {
        return icvLength;
    }
}
