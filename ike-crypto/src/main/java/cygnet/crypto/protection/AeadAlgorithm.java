package cygnet.crypto.protection;

import cygnet.crypto.Secret;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * An AEAD cipher whose SK_e ends with a salt of four octets (RFC 5282 section 3.1 for GCM, RFC 7634 section 2).
 *
 * @param keyLength octets of the key without the salt
 * @param parameters turns a nonce of twelve octets into what the JCA wants
 */
record AeadAlgorithm(
        String transformation, String keyName, int keyLength, Function<byte[], AlgorithmParameterSpec> parameters)
        implements ProtectionAlgorithm {
    static final int SALT_LENGTH = 4;
    static final int IV_LENGTH = 8;
    static final int ICV_LENGTH = 16;

    static AeadAlgorithm aesGcm16(int keyBits) {
        return new AeadAlgorithm(
                "AES/GCM/NoPadding",
                "AES",
                AesKeys.length(keyBits),
                nonce -> new GCMParameterSpec(ICV_LENGTH * Byte.SIZE, nonce));
    }

    static AeadAlgorithm chaCha20Poly1305() {
        return new AeadAlgorithm("ChaCha20-Poly1305", "ChaCha20", 32, IvParameterSpec::new);
    }

    @Override
    public int encryptionKeyLength() {
        return keyLength + SALT_LENGTH;
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
        return transformation + " with " + keyLength * Byte.SIZE + " bits";
    }
}
