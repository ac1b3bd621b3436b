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
    private static final int AEAD_SALT_OCTETS = 4;

    public boolean isAead() {
        return encryption.equals(TransformId.ENCR_AES_GCM_16) || encryption.equals(TransformId.ENCR_CHACHA20_POLY1305);
    }

    /** Octets of KEYMAT that the cipher takes, with the salt of an AEAD cipher (RFC 4106 section 8.1). */
    public int encryptionKeyLength() {
        return encryptionKeyBits / 8 + (isAead() ? AEAD_SALT_OCTETS : 0);
    }

    /** Octets of KEYMAT that the MAC takes (RFC 4868 section 2.6); 0 for NONE. */
    public int integrityKeyLength() {
        if (integrity.equals(TransformId.INTEG_NONE)) {
            return 0;
        }
        if (integrity.equals(TransformId.INTEG_HMAC_SHA2_256_128)) {
            return 32;
        }
        if (integrity.equals(TransformId.INTEG_HMAC_SHA2_384_192)) {
            return 48;
        }
        if (integrity.equals(TransformId.INTEG_HMAC_SHA2_512_256)) {
            return 64;
        }
        throw new IllegalStateException("no key length known for " + integrity);
    }

    @Override
    public String toString() {
        String cipher = encryption.equals(TransformId.ENCR_CHACHA20_POLY1305)
                ? encryption.toString()
                : encryption + "_" + encryptionKeyBits;
        String mac = integrity.equals(TransformId.INTEG_NONE) ? "" : "/" + integrity;
        return cipher + mac + (extendedSequenceNumbers ? "/ESN" : "");
    }
}
