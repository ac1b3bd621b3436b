package cygnet.ike.ipsec;

import cygnet.ike.registry.TransformId;

/**
 * The algorithms of one Child SA.
 *
 * @param encryption an ENCR transform
 * @param encryptionKeyBits the negotiated Key Length, or the fixed one of the cipher (256 for ChaCha20); without a salt
 * @param integrity an INTEG transform; NONE with an AEAD cipher
 * @param extendedSequenceNumbers ESN (RFC 4303 section 2.2.1)
 */
public record ChildAlgorithms(
        TransformId encryption, int encryptionKeyBits, TransformId integrity, boolean extendedSequenceNumbers) {
    public boolean isAead() {
        return encryption.isAead();
    }

    /** Octets of KEYMAT that the cipher takes, with what follows the key itself (RFC 4106 section 8.1). */
    public int encryptionKeyLength() {
        return encryptionKeyBits / 8 + saltLength();
    }

    /** The salt of an AEAD cipher, three octets with CCM (RFC 4309 section 7.1); the nonce of CTR (RFC 3686 section 5.1). */
    private int saltLength() {
        return switch (encryption.code()) {
            case 14, 15, 16 -> 3;
            case 13, 20, 28 -> 4;
            default -> 0;
        };
    }

    /** Octets of KEYMAT that the MAC takes (RFC 4868 section 2.6, RFC 4494, RFC 3566); 0 for NONE. */
    public int integrityKeyLength() {
        return switch (integrity.code()) {
            case 0 -> 0;
            case 5, 8 -> 16;
            case 12 -> 32;
            case 13 -> 48;
            case 14 -> 64;
            default -> throw new IllegalStateException("no key length known for " + integrity);
        };
    }

    @Override
    public String toString() {
        boolean oneLength =
                encryption.equals(TransformId.ENCR_CHACHA20_POLY1305) || encryption.equals(TransformId.ENCR_NULL);
        String cipher = oneLength ? encryption.toString() : encryption + "_" + encryptionKeyBits;
        String mac = integrity.equals(TransformId.INTEG_NONE) ? "" : "/" + integrity;
        return cipher + mac + (extendedSequenceNumbers ? "/ESN" : "");
    }
}
