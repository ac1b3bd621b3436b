package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;

/** A host's private key. Never printed. Safe for use by several threads at once. */
public interface SigningKey {
    VerificationKey verificationKey();

    /**
     * Signs {@code message} with {@code scheme}.
     *
     * @throws CryptoException if the key does not support the scheme
     */
    Octets sign(SignatureScheme scheme, Octets message, RandomSource random) throws CryptoException;

    /** The key as unencrypted PKCS#8 PEM, for {@code cygnetctl keygen} alone. */
    String toPem();

    /** An unencrypted private key in PEM: PKCS#8, PKCS#1 ({@code RSA PRIVATE KEY}) or SEC 1 ({@code EC PRIVATE KEY}). */
    static SigningKey ofPem(String pem) throws CryptoException {
        throw new CryptoException("not a PEM private key of " + pem.length() + " characters");
    }

    /** A new key: RSA with 2048, 3072 or 4096 {@code bits}, ECDSA with 256 or 384; ignored for Ed25519. */
    static SigningKey generate(KeyType type, int bits, RandomSource random) {
        throw new UnsupportedOperationException(type + " " + bits + " " + random);
    }
}
