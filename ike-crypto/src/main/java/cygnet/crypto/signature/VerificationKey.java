package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.util.List;

/**
 * A host's public key. RSA moduli from 2048 to 8192 bits (odd, exponent odd, 3 to 2^32-1), ECDSA on P-256 and P-384,
 * Ed25519. Immutable; equal when the keys are equal.
 */
public interface VerificationKey {
    /** {@code RSA}, {@code ECDSA} or {@code ED25519}. */
    KeyType type();

    /** Size in bits: the modulus of RSA, the field of a curve. */
    int bits();

    /** DER SubjectPublicKeyInfo. */
    Octets subjectPublicKeyInfo();

    /** {@link #subjectPublicKeyInfo} in PEM. */
    String toPem();

    /** SHA-256 of the SubjectPublicKeyInfo, for people: {@code SHA256:} and unpadded base64. */
    String fingerprint();

    /** The IPSECKEY algorithm number: 2 RSA, 3 ECDSA, 4 EdDSA (RFC 4025, RFC 9373). */
    int ipsecKeyAlgorithm();

    /** The public key field of an IPSECKEY record (RFC 3110, RFC 6605, RFC 8080 forms). */
    Octets ipsecKey();

    /** Whether {@code scheme} can be used with this key. */
    boolean supports(SignatureScheme scheme);

    /** True if {@code signature} is this key's signature of {@code message}; never throws for what a peer sent. */
    boolean verify(SignatureScheme scheme, Octets message, Octets signature);

    /** Schemes for this key, best first, that use one of the peer's hash algorithms. */
    List<SignatureScheme> schemes(List<Integer> hashAlgorithms);

    static VerificationKey ofSubjectPublicKeyInfo(Octets der) throws CryptoException {
        throw new CryptoException("not a public key: " + der);
    }

    /** A public key in PEM ({@code PUBLIC KEY}, or {@code RSA PUBLIC KEY}). */
    static VerificationKey ofPem(String pem) throws CryptoException {
        throw new CryptoException("not a PEM public key of " + pem.length() + " characters");
    }

    /**
     * The key in an IPSECKEY record.
     *
     * @throws CryptoException with a message that a zone's owner can act on; algorithm 1 with RSA data is named as such
     */
    static VerificationKey ofIpsecKey(int algorithm, Octets key) throws CryptoException {
        throw new CryptoException("IPSECKEY algorithm " + algorithm + " with " + key.length() + " octets");
    }
}
