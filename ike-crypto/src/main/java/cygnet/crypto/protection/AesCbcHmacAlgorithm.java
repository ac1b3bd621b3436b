package cygnet.crypto.protection;

import cygnet.crypto.Secret;

/** AES-CBC (RFC 3602) with a MAC over everything before it (RFC 7296 section 3.14). */
record AesCbcHmacAlgorithm(int encryptionKeyLength, IntegrityAlgorithm integrity) implements ProtectionAlgorithm {
    static AesCbcHmacAlgorithm of(int keyBits, IntegrityAlgorithm integrity) {
        return new AesCbcHmacAlgorithm(AesKeys.length(keyBits), integrity);
    }

    @Override
    public int integrityKeyLength() {
        return integrity.keyLength();
    }

    @Override
    public Protection withKeys(Secret encryptionKey, Secret integrityKey) {
        AesKeys.requireLength("the encryption key of " + this, encryptionKey, encryptionKeyLength);
        AesKeys.requireLength("the integrity key of " + this, integrityKey, integrityKeyLength());
        return new AesCbcHmacProtection(
                integrity,
                encryptionKey.slice(0, encryptionKey.length()),
                integrityKey.slice(0, integrityKey.length()));
    }

    @Override
    public String toString() {
        return "AES-CBC with " + encryptionKeyLength * Byte.SIZE + " bits and " + integrity;
    }
}
