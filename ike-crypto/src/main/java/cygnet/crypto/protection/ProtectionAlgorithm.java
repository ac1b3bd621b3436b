package cygnet.crypto.protection;

import cygnet.crypto.Secret;

/**
 * How the contents of an Encrypted payload are protected: an AEAD cipher (RFC 5282, RFC 7634), or a cipher with a MAC
 * (RFC 7296 section 3.14).
 */
public interface ProtectionAlgorithm {
    /** Octets of SK_e, including the salt of an AEAD cipher. */
    int encryptionKeyLength();

    /** Octets of SK_a; zero for an AEAD cipher. */
    int integrityKeyLength();

    /**
     * Binds the algorithm to the keys of one direction.
     *
     * @param encryptionKey {@link #encryptionKeyLength()} octets
     * @param integrityKey {@link #integrityKeyLength()} octets
     */
    Protection withKeys(Secret encryptionKey, Secret integrityKey);

    /** AES-GCM with a 16-octet ICV (RFC 5282 section 3.1); {@code keyBits} is 128, 192 or 256. */
    static ProtectionAlgorithm aesGcm16(int keyBits) {
        return AeadAlgorithm.aesGcm16(keyBits);
    }

    /** AES-CCM (RFC 5282 section 4); {@code keyBits} is 128, 192 or 256, {@code icvLength} 8, 12 or 16 octets. */
    static ProtectionAlgorithm aesCcm(int keyBits, int icvLength) {
        return AeadAlgorithm.aesCcm(keyBits, icvLength);
    }

    /** AES-CTR with encrypt-then-MAC (RFC 5930); {@code keyBits} is 128, 192 or 256. */
    static ProtectionAlgorithm aesCtr(int keyBits, IntegrityAlgorithm integrity) {
        return AesMacAlgorithm.of(AesMode.CTR, keyBits, integrity);
    }

    /** ChaCha20-Poly1305 (RFC 7634), 256-bit key. */
    static ProtectionAlgorithm chaCha20Poly1305() {
        return AeadAlgorithm.chaCha20Poly1305();
    }

    /** AES-CBC with encrypt-then-MAC (RFC 7296 section 3.14, RFC 3602); {@code keyBits} is 128, 192 or 256. */
    static ProtectionAlgorithm aesCbc(int keyBits, IntegrityAlgorithm integrity) {
        return AesMacAlgorithm.of(AesMode.CBC, keyBits, integrity);
    }
}
