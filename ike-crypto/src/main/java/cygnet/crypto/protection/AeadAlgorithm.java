package cygnet.crypto.protection;

import cygnet.crypto.Secret;
import java.util.function.Supplier;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * An AEAD cipher whose SK_e ends with a salt (RFC 5282 section 7.1, RFC 7634 section 2).
 *
 * @param title for people
 * @param keyLength octets of the key without the salt
 * @param saltLength three octets with CCM, four with the others
 */
record AeadAlgorithm(String title, int keyLength, int saltLength, int icvLength, Supplier<AeadCipher> cipher)
        implements ProtectionAlgorithm {
    static final int IV_LENGTH = 8;
    private static final int USUAL_SALT_LENGTH = 4;
    private static final int CCM_SALT_LENGTH = 3;
    private static final int USUAL_ICV_LENGTH = 16;

    static AeadAlgorithm aesGcm16(int keyBits) {
        return new AeadAlgorithm(
                "AES-GCM",
                AesKeys.length(keyBits),
                USUAL_SALT_LENGTH,
                USUAL_ICV_LENGTH,
                () -> new JcaAeadCipher(
                        "AES/GCM/NoPadding",
                        "AES",
                        nonce -> new GCMParameterSpec(USUAL_ICV_LENGTH * Byte.SIZE, nonce)));
    }

    static AeadAlgorithm chaCha20Poly1305() {
        return new AeadAlgorithm(
                "ChaCha20-Poly1305",
                32,
                USUAL_SALT_LENGTH,
                USUAL_ICV_LENGTH,
                () -> new JcaAeadCipher("ChaCha20-Poly1305", "ChaCha20", IvParameterSpec::new));
    }

    static AeadAlgorithm aesCcm(int keyBits, int icvLength) {
        if (icvLength != 8 && icvLength != 12 && icvLength != 16) {
            throw new IllegalArgumentException("AES-CCM has an ICV of 8, 12 or 16 octets: " + icvLength);
        }
        return new AeadAlgorithm(
                "AES-CCM-" + icvLength,
                AesKeys.length(keyBits),
                CCM_SALT_LENGTH,
                icvLength,
                () -> new AesCcmCipher(icvLength));
    }

    @Override
    public int encryptionKeyLength() {
        return keyLength + saltLength;
    }

    @Override
    public int integrityKeyLength() {
        return 0;
    }

    @Override
    public Protection withKeys(Secret encryptionKey, Secret integrityKey) {
        return startingAt(0, encryptionKey, integrityKey);
    }

    /** As {@link #withKeys}, with {@code firstIv} for the first message. */
    AeadProtection startingAt(long firstIv, Secret encryptionKey, Secret integrityKey) {
        AesKeys.requireLength("the encryption key of " + this, encryptionKey, encryptionKeyLength());
        AesKeys.requireLength("the integrity key of " + this, integrityKey, 0);
        return new AeadProtection(
                this,
                encryptionKey.slice(0, keyLength),
                encryptionKey.slice(keyLength, encryptionKey.length()),
                firstIv);
    }

    @Override
    public String toString() {
        return title + " with " + keyLength * Byte.SIZE + " bits";
    }
}
