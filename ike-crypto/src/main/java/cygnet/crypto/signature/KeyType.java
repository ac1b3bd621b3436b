package cygnet.crypto.signature;

/** Kinds of host keys, with their IPSECKEY algorithm numbers (RFC 4025 section 2.4, RFC 9373 section 2). */
public enum KeyType {
    RSA(2),
    ECDSA(3),
    ED25519(4),
    ED448(4);

    private final int ipsecKeyAlgorithm;

    KeyType(int ipsecKeyAlgorithm) {
        this.ipsecKeyAlgorithm = ipsecKeyAlgorithm;
    }

    /** The algorithm number in an IPSECKEY record; that of Ed25519 and Ed448 is EdDSA's. */
    public int ipsecKeyAlgorithm() {
        return ipsecKeyAlgorithm;
    }
}
