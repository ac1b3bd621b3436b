package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** Checks and conversions that every key exchange needs. */
final class Numbers {
    private Numbers() {}

    /** {@code number} as exactly {@code length} octets. */
    static Octets toOctets(BigInteger number, int length) {
        return Octets.owning(BigIntegers.asUnsignedByteArray(length, number));
    }

    /** RFC 7296 section 3.4: the length of the KE data is that of the group's values. */
    static void requireLength(KeyExchangeMethod method, Octets publicValue) throws CryptoException {
        if (publicValue.length() != method.publicValueLength()) {
            throw new CryptoException("a " + method + " value has " + method.publicValueLength()
                    + " octets, the peer's " + publicValue.length());
        }
    }

    static <T> T requireOpen(@Nullable T privateValue) {
        if (privateValue == null) {
            throw new IllegalStateException("the ephemeral key pair has been closed");
        }
        return privateValue;
    }
}
