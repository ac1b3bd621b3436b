package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;

/**
 * Signature schemes of IKEv2: those of the Digital Signature method, named by an AlgorithmIdentifier (RFC 7427, RFC
 * 8420), and RSA with SHA-1 of the old method 1 (RFC 7296 section 3.8), which only a connection's own wish enables.
 */
public enum SignatureScheme {
    RSA_PKCS1_SHA1(Family.RSA_PKCS1, Hash.SHA1, 1),
    RSA_PKCS1_SHA2_256(Family.RSA_PKCS1, Hash.SHA2_256, 2),
    RSA_PKCS1_SHA2_384(Family.RSA_PKCS1, Hash.SHA2_384, 3),
    RSA_PKCS1_SHA2_512(Family.RSA_PKCS1, Hash.SHA2_512, 4),
    RSA_PSS_SHA2_256(Family.RSA_PSS, Hash.SHA2_256, 2),
    RSA_PSS_SHA2_384(Family.RSA_PSS, Hash.SHA2_384, 3),
    RSA_PSS_SHA2_512(Family.RSA_PSS, Hash.SHA2_512, 4),
    ECDSA_SHA2_256(Family.ECDSA, Hash.SHA2_256, 2),
    ECDSA_SHA2_384(Family.ECDSA, Hash.SHA2_384, 3),
    ECDSA_SHA2_512(Family.ECDSA, Hash.SHA2_512, 4),
    /** Signs the message itself: SHA-512 is a part of it (RFC 8032), and the hash to announce is Identity (RFC 8420). */
    ED25519(Family.ED25519, Hash.SHA2_512, 5),
    /** Likewise with SHAKE256 inside, which is never used by itself; of equal strength is SHA-512. */
    ED448(Family.ED448, Hash.SHA2_512, 5);

    enum Family {
        RSA_PKCS1(KeyType.RSA),
        RSA_PSS(KeyType.RSA),
        ECDSA(KeyType.ECDSA),
        ED25519(KeyType.ED25519),
        ED448(KeyType.ED448);

        private final KeyType keyType;

        Family(KeyType keyType) {
            this.keyType = keyType;
        }
    }

    private final Family family;
    private final Hash hash;
    private final int hashAlgorithm;

    SignatureScheme(Family family, Hash hash, int hashAlgorithm) {
        this.family = family;
        this.hash = hash;
        this.hashAlgorithm = hashAlgorithm;
    }

    Family family() {
        return family;
    }

    /** The hash inside, or one as strong. */
    Hash hash() {
        return hash;
    }

    /** The kind of key that this scheme signs with. */
    public KeyType keyType() {
        return family.keyType;
    }

    /** The hash algorithm number of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 7; Identity is 5, RFC 8420). */
    public int hashAlgorithm() {
        return hashAlgorithm;
    }

    /**
     * The DER AlgorithmIdentifier to send. All are as RFC 7427 appendix A and RFC 8420 appendix A print them, but for
     * RSASSA-PSS: there the appendix spells the trailerField out, which is the default and which DER therefore leaves
     * out; peers that compare octets (libreswan) want it left out.
     */
    public Octets algorithmIdentifier() {
        return SignatureAlgorithmIdentifiers.encode(this);
    }

    /**
     * Recognises an AlgorithmIdentifier: the whole of the octets, parameters exact. What RFC 4055 tells verifiers to
     * accept is accepted: absent as well as NULL parameters of PKCS#1 v1.5 and of the hashes inside RSASSA-PSS, and the
     * explicit trailerField of RFC 7427 appendix A.4.3. SHA-1 is refused (RFC 8247 section 3.2).
     *
     * @throws CryptoException naming what is wrong, e.g. PSS parameters left to their SHA-1 defaults
     */
    public static SignatureScheme ofAlgorithmIdentifier(Octets der) throws CryptoException {
        return SignatureAlgorithmIdentifiers.decode(der);
    }
}
