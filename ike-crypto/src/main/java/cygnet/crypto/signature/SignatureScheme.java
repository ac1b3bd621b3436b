package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;

/**
 * Signature schemes of IKEv2: those of the Digital Signature method, named by an AlgorithmIdentifier (RFC 7427, RFC
 * 8420), and RSA with SHA-1 of the old method 1 (RFC 7296 section 3.8), which only a connection's own wish enables.
 */
public enum SignatureScheme {
    RSA_PKCS1_SHA1,
    RSA_PKCS1_SHA2_256,
    RSA_PKCS1_SHA2_384,
    RSA_PKCS1_SHA2_512,
    RSA_PSS_SHA2_256,
    RSA_PSS_SHA2_384,
    RSA_PSS_SHA2_512,
    ECDSA_SHA2_256,
    ECDSA_SHA2_384,
    ECDSA_SHA2_512,
    ED25519;

    /** The hash algorithm number of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 7; Identity is 5, RFC 8420). */
    public int hashAlgorithm() {
        throw new UnsupportedOperationException(name());
    }

    /** The DER AlgorithmIdentifier, exactly as RFC 7427 appendix A and RFC 8420 write it. */
    public Octets algorithmIdentifier() {
        throw new UnsupportedOperationException(name());
    }

    /**
     * Recognises an AlgorithmIdentifier: the whole of the octets, parameters exact (RFC 7427 appendix A); absent and
     * NULL parameters are both taken for PKCS#1 v1.5.
     *
     * @throws CryptoException naming what is wrong, e.g. PSS parameters left to their SHA-1 defaults
     */
    public static SignatureScheme ofAlgorithmIdentifier(Octets der) throws CryptoException {
        throw new CryptoException("unknown signature algorithm " + der);
    }
}
