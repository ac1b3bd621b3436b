package cygnet.crypto.protection;

import cygnet.crypto.Secret;

/**
 * AES in a mode without integrity, with a MAC over everything before it (RFC 7296 section 3.14).
 *
 * @param keyLength octets of the key without the salt of CTR
 */
record AesMacAlgorithm(AesMode mode, int keyLength, IntegrityAlgorithm integrity) implements ProtectionAlgorithm {
    static AesMacAlgorithm of(AesMode mode, int keyBits, IntegrityAlgorithm integrity) {
        return new AesMacAlgorithm(mode, AesKeys.length(keyBits), integrity);
    }

    @Override
    public int encryptionKeyLength() {
        return keyLength + mode.saltLength();
    }

    @Override
    public int integrityKeyLength() {
        return integrity.keyLength();
    }

    @Override
    public Protection withKeys(Secret encryptionKey, Secret integrityKey) {
        AesKeys.requireLength("the encryption key of " + this, encryptionKey, encryptionKeyLength());
        AesKeys.requireLength("the integrity key of " + this, integrityKey, integrityKeyLength());
        return new AesMacProtection(
                this,
                encryptionKey.slice(0, keyLength),
                encryptionKey.slice(keyLength, encryptionKey.length()),
                integrityKey.slice(0, integrityKey.length()));
    }

    @Override
    public String toString() {
        return "AES-" + mode + " with " + keyLength * Byte.SIZE + " bits and " + integrity;
    }
}
