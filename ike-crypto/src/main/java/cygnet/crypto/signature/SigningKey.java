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

    /**
     * An unencrypted private key in PEM: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or SEC 1
     * ({@code EC PRIVATE KEY}). Other text and other blocks, such as {@code EC PARAMETERS}, may stand around it.
     *
     * @throws CryptoException if there is not exactly one, or if its parts contradict one another
     */
    static SigningKey ofPem(String pem) throws CryptoException {
        return PrivateKeyPem.decode(pem);
    }

    /**
     * A new key.
     *
     * @param bits RSA: 2048, 3072 or 4096; ECDSA: 256, 384 or 521; ignored for Ed25519 and Ed448
     * @throws IllegalArgumentException for other sizes
     */
    static SigningKey generate(KeyType type, int bits, RandomSource random) {
        return switch (type) {
            case RSA -> RsaSigningKey.generate(bits, random);
            case ECDSA -> EcdsaSigningKey.generate(bits, random);
            case ED25519 -> EdwardsCurve.ED25519.generate(random);
            case ED448 -> EdwardsCurve.ED448.generate(random);
        };
    }
}
