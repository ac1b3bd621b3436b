package cygnet.crypto.protection;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import javax.crypto.spec.IvParameterSpec;

/** Modes of AES that need a MAC beside them: CBC (RFC 3602) and CTR (RFC 5930, RFC 3686). */
enum AesMode {
    CBC(16, 16, 0) {
        /** RFC 7296 section 3.14: unpredictable. */
        @Override
        Octets iv(long number, RandomSource random) {
            return random.octets(ivLength());
        }

        @Override
        IvParameterSpec parameters(Secret salt, Octets iv) {
            return new IvParameterSpec(iv.toByteArray());
        }
    },
    CTR(8, 1, 4) {
        /** RFC 3686 section 2.1: never twice with one key. */
        @Override
        Octets iv(long number, RandomSource random) {
            return Octets.ofLong(number);
        }

        /** RFC 5930 section 2.1: nonce | IV | a counter that begins with one. */
        @Override
        IvParameterSpec parameters(Secret salt, Octets iv) {
            return new IvParameterSpec(
                    Octets.concat(salt.reveal(), iv, Octets.ofInt(1)).toByteArray());
        }
    };

    private final int ivLength;
    private final int unit;
    private final int saltLength;

    AesMode(int ivLength, int unit, int saltLength) {
        this.ivLength = ivLength;
        this.unit = unit;
        this.saltLength = saltLength;
    }

    /** The IV of the message with this number, from 0. */
    abstract Octets iv(long number, RandomSource random);

    abstract IvParameterSpec parameters(Secret salt, Octets iv);

    int ivLength() {
        return ivLength;
    }

    /** Ciphertexts are multiples of this many octets. */
    int unit() {
        return unit;
    }

    /** Octets at the end of SK_e that are not the key but the beginning of the counter block. */
    int saltLength() {
        return saltLength;
    }

    String transformation() {
        return "AES/" + name() + "/NoPadding";
    }
}
