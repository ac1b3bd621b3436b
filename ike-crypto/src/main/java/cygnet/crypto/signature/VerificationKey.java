package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import java.util.Base64;
import java.util.List;

/**
 * A host's public key. RSA moduli from 2048 to 8192 bits (odd, exponent odd, 3 to 2^32-1), ECDSA on P-256, P-384 and P-521,
 * Ed25519, Ed448. Immutable; equal when the keys are equal.
 */
public interface VerificationKey {
    /** {@code RSA}, {@code ECDSA}, {@code ED25519} or {@code ED448}. */
    KeyType type();

    /** Size in bits: the modulus of RSA, the field of a curve. */
    int bits();

    /** DER SubjectPublicKeyInfo. */
    Octets subjectPublicKeyInfo();

    /** {@link #subjectPublicKeyInfo} in PEM. */
    default String toPem() {
        return new Pem("PUBLIC KEY", subjectPublicKeyInfo()).encode();
    }

    /** SHA-256 of the SubjectPublicKeyInfo, for people: {@code SHA256:} and unpadded base64. */
    default String fingerprint() {
        return "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(Hash.sha256(subjectPublicKeyInfo()).toByteArray());
    }

    /** The IPSECKEY algorithm number: 2 RSA, 3 ECDSA, 4 EdDSA (RFC 4025, RFC 9373). */
    default int ipsecKeyAlgorithm() {
        return type().ipsecKeyAlgorithm();
    }

    /** Whether DNS has a form for this key: there is none for P-521 (RFC 6605 section 4). */
    default boolean hasIpsecKeyForm() {
        return true;
    }

    /**
     * The public key field of an IPSECKEY record (RFC 3110, RFC 6605, RFC 8080 forms).
     *
     * @throws IllegalStateException unless {@link #hasIpsecKeyForm}
     */
    Octets ipsecKey();

    /** Whether {@code scheme} can be used with this key. */
    default boolean supports(SignatureScheme scheme) {
        return scheme.keyType() == type();
    }

    /** True if {@code signature} is this key's signature of {@code message}; never throws for what a peer sent. */
    boolean verify(SignatureScheme scheme, Octets message, Octets signature);

    /**
     * Schemes for this key, best first, that use one of the peer's hash algorithms. The best hash is the one that matches
     * the key's strength: SHA2-256 for RSA below 3072 bits and for P-256, SHA2-384 for RSA below 7680 bits and for P-384,
     * SHA2-512 above; then the other hashes, weakest first; never SHA-1. For RSA, all of PKCS#1 v1.5, which every peer
     * verifies, come before those of PSS, which some peers must be told to accept.
     *
     * @param hashAlgorithms numbers of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4); unknown ones are ignored
     */
    default List<SignatureScheme> schemes(List<Integer> hashAlgorithms) {
        return SchemePreference.bestFirst(this, hashAlgorithms);
    }

    /**
     * The key in a DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7, RFC 3279, RFC 5480, RFC 8410).
     *
     * @throws CryptoException if it is not exactly one in DER, or holds a key outside the limits above
     */
    static VerificationKey ofSubjectPublicKeyInfo(Octets der) throws CryptoException {
        return SubjectPublicKeyInfos.decode(der);
    }

    /** A public key in PEM: one block {@code PUBLIC KEY} or {@code RSA PUBLIC KEY}. */
    static VerificationKey ofPem(String pem) throws CryptoException {
        return PublicKeyPem.decode(pem);
    }

    /**
     * The key in an IPSECKEY record.
     *
     * @throws CryptoException with a message that a zone's owner can act on; algorithm 1 with RSA data is named as such
     */
    static VerificationKey ofIpsecKey(int algorithm, Octets key) throws CryptoException {
        return IpsecKeyField.decode(algorithm, key);
    }
}
