package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/** The public key field of an IPSECKEY record (RFC 4025 section 2.6, RFC 9373). */
final class IpsecKeyField {
    private static final int NONE = 0;
    private static final int DSA = 1;
    private static final int RSA = 2;
    private static final int ECDSA = 3;
    private static final int EDDSA = 4;

    /** Exponent and modulus of the longest RSA key that is accepted, with room to name what is wrong with longer ones. */
    private static final int LONGEST = 4096;

    private static final int ED448_LENGTH = 57;

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
        try {
            rsa(key);
            return problem + " but the key data is RSA in RFC 3110 form: publish it with algorithm 2";
        } catch (CryptoException e) {
            return problem + " is not supported: publish RSA (2), ECDSA (3) or Ed25519 (4)";
        }
    }

    /** A common mistake: the key is right, but in the form of certificates and not of DNS. */
    private static String hint(Octets key) {
        try {
            SubjectPublicKeyInfos.decode(key);
            return " (the key data is a SubjectPublicKeyInfo, which is not a DNS form)";
        } catch (CryptoException e) {
            return "";
        }
    }

    /** RFC 3110 section 2: exponent length in one octet, or in two after a zero; exponent; modulus. */
    private static VerificationKey rsa(Octets key) throws CryptoException {
        String problem = "algorithm 2 (RSA): ";
        boolean longForm = key.length() >= 3 && key.at(0) == 0;
        int exponentAt = longForm ? 3 : 1;
        if (key.length() < exponentAt) {
            throw new CryptoException(problem + "no exponent length");
        }
        int exponentLength = longForm ? key.uint16(1) : key.at(0);
        int modulusAt = exponentAt + exponentLength;
        if (exponentLength == 0 || modulusAt >= key.length()) {
            throw new CryptoException(problem + "an exponent of " + exponentLength + " octets does not fit into "
                    + key.length() + " octets of key data (RFC 3110 section 2)");
        }
        BigInteger exponent = number(problem + "the exponent", key.slice(exponentAt, modulusAt));
        BigInteger modulus = number(problem + "the modulus", key.from(modulusAt));
        try {
            return RsaVerificationKey.of(modulus, exponent);
        } catch (CryptoException e) {
            throw new CryptoException(problem + e.getMessage(), e);
        }
    }

    private static BigInteger number(String name, Octets octets) throws CryptoException {
        if (octets.at(0) == 0) {
            throw new CryptoException(name + " begins with a zero octet, which RFC 3110 section 2 prohibits");
        }
        return new BigInteger(1, octets.toByteArray());
    }

    /** RFC 6605 section 4: x | y; the length tells the curve. */
    private static VerificationKey ecdsa(Octets key) throws CryptoException {
        for (EcdsaCurve curve : EcdsaCurve.ALL) {
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
        if (key.length() == ED448_LENGTH) {
            throw new CryptoException("algorithm 4 (EdDSA) with an Ed448 key, which is not supported: use Ed25519");
        }
        try {
            return Ed25519VerificationKey.of(key);
        } catch (CryptoException e) {
            throw new CryptoException("algorithm 4 (EdDSA): " + e.getMessage(), e);
        }
    }

    /** RFC 3110 section 2. An exponent of at most 32 bits always has the short form. */
    static Octets encode(RsaVerificationKey key) {
        byte[] exponent = BigIntegers.asUnsignedByteArray(key.exponent());
        byte[] modulus = BigIntegers.asUnsignedByteArray(key.modulus());
        return Octets.concat(Octets.of((byte) exponent.length), Octets.owning(exponent), Octets.owning(modulus));
    }
}
