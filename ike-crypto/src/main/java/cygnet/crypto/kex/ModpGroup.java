package cygnet.crypto.kex;

import java.math.BigInteger;
import javax.crypto.spec.DHParameterSpec;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.params.DHParameters;

/**
 * A group of RFC 3526.
 *
 * @param privateBits bits of the private exponent, as RFC 7919 section 5.2 advises for safe primes of this size
 */
record ModpGroup(BigInteger prime, BigInteger generator, int privateBits) {
    private static ModpGroup of(DHParameters constants, int privateBits) {
        return new ModpGroup(constants.getP(), constants.getG(), privateBits);
    }

    static ModpGroup modp2048() {
        return of(DHStandardGroups.rfc3526_2048, 225);
    }

    static ModpGroup modp3072() {
        return of(DHStandardGroups.rfc3526_3072, 275);
    }

    static ModpGroup modp4096() {
        return of(DHStandardGroups.rfc3526_4096, 325);
    }

    static ModpGroup modp6144() {
        return of(DHStandardGroups.rfc3526_6144, 375);
    }

    static ModpGroup modp8192() {
        return of(DHStandardGroups.rfc3526_8192, 400);
    }

    /** For the JDK, which would choose exponents four times as long if it were not told. */
    DHParameterSpec parameters() {
        return new DHParameterSpec(prime, generator, privateBits);
    }
}
