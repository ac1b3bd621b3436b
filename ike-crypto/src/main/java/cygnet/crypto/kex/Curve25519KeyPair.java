package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A key pair for X25519 (RFC 7748, RFC 8031). */
final class Curve25519KeyPair implements EphemeralKeyPair {
    private final Octets publicValue;
    private final Secret privateKey;

    private Curve25519KeyPair(Secret privateKey, Octets publicValue) {
        this.privateKey = privateKey;
        this.publicValue = publicValue;
    }

    static Curve25519KeyPair generate(RandomSource random) {
        byte[] scalar = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(random.asSecureRandom(), scalar);
        return ofScalar(scalar);
    }

    /** Takes {@code scalar} over. */
    static Curve25519KeyPair ofScalar(byte[] scalar) {
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(scalar, 0, point, 0);
        return new Curve25519KeyPair(Secret.owning(scalar), Octets.owning(point));
    }

    @Override
    public KeyExchangeMethod method() {
        return KeyExchangeMethod.CURVE25519;
    }

    @Override
    public Octets publicValue() {
        return publicValue;
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        Numbers.requireLength(method(), peerPublicValue);
        byte[] scalar = privateKey.copy();
        byte[] shared = new byte[X25519.POINT_SIZE];
        boolean contributory = X25519.calculateAgreement(scalar, 0, peerPublicValue.toByteArray(), 0, shared, 0);
        Arrays.fill(scalar, (byte) 0);
        // RFC 8031 section 2.1: a point of low order leads to zeros, whatever our key; it MUST be refused.
        if (!contributory) {
            throw new CryptoException("the peer's CURVE25519 value leads to an all-zero shared secret");
        }
        return Secret.owning(shared);
    }

    @Override
    public void close() {
        privateKey.close();
    }
}
