package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;

/** The public key field of an IPSECKEY record (RFC 4025 section 2.6, RFC 9373). */
final class IpsecKeyField {
    private static final int NONE = 0;
    private static final int DSA = 1;
    private static final int RSA = 2;
    private static final int ECDSA = 3;
    private static final int EDDSA = 4;

    /** Exponent and modulus of the longest RSA key that is accepted, with room to name what is wrong with longer ones. */
    private static final int LONGEST = 4096;

    private IpsecKeyField() {}

    static VerificationKey decode(int algorithm, Octets key) throws CryptoException {
        if (key.length() > LONGEST) {
            throw new CryptoException("IPSECKEY with a key of " + key.length() + " octets: too long");
        }
        try {
            return switch (algorithm) {
                case NONE -> throw new CryptoException("algorithm 0: the record has no key");
                case DSA -> throw new CryptoException(explainDsa(key));
                case RSA -> rsa(key);
                case ECDSA -> ecdsa(key);
                case EDDSA -> eddsa(key);
                default ->
                    throw new CryptoException(
                            "algorithm " + algorithm + " is unknown: publish RSA (2), ECDSA (3) or Ed25519 (4)");
            };
        } catch (CryptoException e) {
            throw new CryptoException("IPSECKEY " + e.getMessage() + hint(key), e);
        }
    }

    private static String explainDsa(Octets key) {
        String problem = "algorithm 1 (DSA)";
        return DnsRsaKey.isLikely(key)
                ? problem + " but the key data is RSA in RFC 3110 form: publish it with algorithm 2"
                : problem + " is not supported: publish RSA (2), ECDSA (3) or Ed25519 (4)";
    }

    private static VerificationKey rsa(Octets key) throws CryptoException {
        try {
            return DnsRsaKey.decode(key).verificationKey();
        } catch (CryptoException e) {
            throw new CryptoException("algorithm 2 (RSA): " + e.getMessage(), e);
        }
    }

    /** A common mistake: the key is right, but in the form of certificates and not of DNS. */
    private static String hint(Octets key) {
        if (succeeds(() -> SubjectPublicKeyInfos.decode(key))) {
            return " (the key data is a SubjectPublicKeyInfo, which is not a DNS form)";
        }
        if (succeeds(() -> SubjectPublicKeyInfos.rsa(key))) {
            return " (the key data is an RSAPublicKey of PKCS#1, which is not a DNS form)";
        }
        return "";
    }

    private static boolean succeeds(Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (CryptoException e) {
            return false;
        }
    }

    private interface Attempt {
        void run() throws CryptoException;
    }

    /** RFC 6605 section 4: x | y; the length tells the curve. */
    private static VerificationKey ecdsa(Octets key) throws CryptoException {
        for (EcdsaCurve curve : EcdsaCurve.ALL) {
            if (!curve.isInDns()) {
                continue;
            }
            if (key.length() == curve.coordinatesLength()) {
                return curve.keyOfCoordinates(key);
            }
            if (key.length() == curve.coordinatesLength() + 1 && key.at(0) == 4) {
                throw new CryptoException(
                        "algorithm 3 (ECDSA): leave out the octet 04 before x | y (RFC 6605 section 4)");
            }
        }
        throw new CryptoException("algorithm 3 (ECDSA) with " + key.length()
                + " octets of key data: 64 (P-256) or 96 (P-384) are wanted (RFC 6605 section 4)");
    }

    /** RFC 8080 section 3: the octets of RFC 8032. */
    private static VerificationKey eddsa(Octets key) throws CryptoException {
        EdwardsCurve curve = key.length() == EdwardsCurve.ED448.keyLength() ? EdwardsCurve.ED448 : EdwardsCurve.ED25519;
        try {
            return curve.keyOfPoint(key);
        } catch (CryptoException e) {
            throw new CryptoException("algorithm 4 (EdDSA): " + e.getMessage(), e);
        }
    }
}
