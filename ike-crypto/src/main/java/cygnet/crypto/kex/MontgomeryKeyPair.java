package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

/** A key pair for X25519 or X448 (RFC 7748, RFC 8031). */
final class MontgomeryKeyPair implements EphemeralKeyPair {
    /** The two functions of RFC 7748; scalars and points are as long as each other. */
    private enum Curve {
        CURVE25519(KeyExchangeMethod.CURVE25519, X25519.POINT_SIZE) {
            @Override
            void generate(RandomSource random, byte[] scalar) {
                X25519.generatePrivateKey(random.asSecureRandom(), scalar);
            }

            @Override
            void publicKey(byte[] scalar, byte[] point) {
                X25519.generatePublicKey(scalar, 0, point, 0);
            }

            @Override
            boolean agree(byte[] scalar, byte[] point, byte[] shared) {
                return X25519.calculateAgreement(scalar, 0, point, 0, shared, 0);
            }
        },
        CURVE448(KeyExchangeMethod.CURVE448, X448.POINT_SIZE) {
            @Override
            void generate(RandomSource random, byte[] scalar) {
                X448.generatePrivateKey(random.asSecureRandom(), scalar);
            }

            @Override
            void publicKey(byte[] scalar, byte[] point) {
                X448.generatePublicKey(scalar, 0, point, 0);
            }

            @Override
            boolean agree(byte[] scalar, byte[] point, byte[] shared) {
                return X448.calculateAgreement(scalar, 0, point, 0, shared, 0);
            }
        };

        private final KeyExchangeMethod method;
        private final int octets;

        Curve(KeyExchangeMethod method, int octets) {
            this.method = method;
            this.octets = octets;
        }

        abstract void generate(RandomSource random, byte[] scalar);

        abstract void publicKey(byte[] scalar, byte[] point);

        /** @return false if the shared secret is all zeros */
        abstract boolean agree(byte[] scalar, byte[] point, byte[] shared);
    }

    private final Curve curve;
    private final Secret privateKey;
    private final Octets publicValue;

    private MontgomeryKeyPair(Curve curve, Secret privateKey, Octets publicValue) {
        this.curve = curve;
        this.privateKey = privateKey;
        this.publicValue = publicValue;
    }

    static MontgomeryKeyPair generateX25519(RandomSource random) {
        return generate(Curve.CURVE25519, random);
    }

    static MontgomeryKeyPair generateX448(RandomSource random) {
        return generate(Curve.CURVE448, random);
    }

    private static MontgomeryKeyPair generate(Curve curve, RandomSource random) {
        byte[] scalar = new byte[curve.octets];
        byte[] point = new byte[curve.octets];
        curve.generate(random, scalar);
        curve.publicKey(scalar, point);
        return new MontgomeryKeyPair(curve, Secret.owning(scalar), Octets.owning(point));
    }

    @Override
    public KeyExchangeMethod method() {
        return curve.method;
    }

    @Override
    public Octets publicValue() {
        return publicValue;
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        Numbers.requireLength(method(), peerPublicValue);
        byte[] scalar = privateKey.copy();
        byte[] shared = new byte[curve.octets];
        boolean contributory = curve.agree(scalar, peerPublicValue.toByteArray(), shared);
        Arrays.fill(scalar, (byte) 0);
        // RFC 8031 section 2.1: a point of low order leads to zeros, whatever our key; it MUST be refused.
        if (!contributory) {
            throw new CryptoException("the peer's " + method() + " value leads to an all-zero shared secret");
        }
        return Secret.owning(shared);
    }

    @Override
    public void close() {
        privateKey.close();
    }
}
