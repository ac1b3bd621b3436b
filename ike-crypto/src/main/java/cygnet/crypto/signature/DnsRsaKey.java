package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/** An RSA public key as it stands in DNS (RFC 3110 section 2): length of the exponent, exponent, modulus. */
record DnsRsaKey(BigInteger exponent, BigInteger modulus) {
    private static final int SHORTEST_LIKELY_MODULUS = 512;

    /** Takes the fields apart. Whether they make an acceptable key is for {@link #verificationKey} to say. */
    static DnsRsaKey decode(Octets key) throws CryptoException {
        // The length has one octet if it is 1 to 255, or a zero and two octets.
        boolean longForm = key.length() >= 3 && key.at(0) == 0;
        int exponentAt = longForm ? 3 : 1;
        if (key.length() < exponentAt) {
            throw new CryptoException("there is no exponent length");
        }
        int exponentLength = longForm ? key.uint16(1) : key.at(0);
        int modulusAt = exponentAt + exponentLength;
        if (exponentLength == 0 || modulusAt >= key.length()) {
            throw new CryptoException("an exponent of " + exponentLength + " octets does not fit into " + key.length()
                    + " octets of key data (RFC 3110 section 2)");
        }
        return new DnsRsaKey(
                number("exponent", key.slice(exponentAt, modulusAt)), number("modulus", key.from(modulusAt)));
    }

    private static BigInteger number(String name, Octets octets) throws CryptoException {
        if (octets.at(0) == 0) {
            throw new CryptoException("the " + name + " begins with a zero octet, which RFC 3110 section 2 prohibits");
        }
        return new BigInteger(1, octets.toByteArray());
    }

    /** Whether {@code key} is RSA rather than anything else, even if too weak to be used. */
    static boolean isLikely(Octets key) {
        try {
            DnsRsaKey fields = decode(key);
            return fields.exponent.bitLength() > 1
                    && fields.exponent.bitLength() <= Integer.SIZE
                    && fields.exponent.testBit(0)
                    && fields.modulus.bitLength() >= SHORTEST_LIKELY_MODULUS
                    && fields.modulus.testBit(0);
        } catch (CryptoException e) {
            return false;
        }
    }

    RsaVerificationKey verificationKey() throws CryptoException {
        return RsaVerificationKey.of(modulus, exponent);
    }

    Octets encode() {
        byte[] exponentOctets = BigIntegers.asUnsignedByteArray(exponent);
        byte[] modulusOctets = BigIntegers.asUnsignedByteArray(modulus);
        // Exponents of acceptable keys have at most 32 bits: always the short form.
        return Octets.concat(
                Octets.of((byte) exponentOctets.length), Octets.owning(exponentOctets), Octets.owning(modulusOctets));
    }
}
