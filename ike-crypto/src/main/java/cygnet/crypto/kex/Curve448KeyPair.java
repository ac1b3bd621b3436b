package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X448;

/** A key pair for X448 (RFC 7748, RFC 8031). */
final class Curve448KeyPair implements EphemeralKeyPair {
    private final Octets publicValue;
    private final Secret privateKey;

    private Curve448KeyPair(Secret privateKey, Octets publicValue) {
        this.privateKey = privateKey;
        this.publicValue = publicValue;
    }

    static Curve448KeyPair generate(RandomSource random) {
        byte[] scalar = new byte[X448.SCALAR_SIZE];
        X448.generatePrivateKey(random.asSecureRandom(), scalar);
        return ofScalar(scalar);
    }

    /** Takes {@code scalar} over. */
    static Curve448KeyPair ofScalar(byte[] scalar) {
        byte[] point = new byte[X448.POINT_SIZE];
        X448.generatePublicKey(scalar, 0, point, 0);
        return new Curve448KeyPair(Secret.owning(scalar), Octets.owning(point));
    }

    @Override
    public KeyExchangeMethod method() {
        return KeyExchangeMethod.CURVE448;
    }

    @Override
    public Octets publicValue() {
        return publicValue;
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        Numbers.requireLength(method(), peerPublicValue);
        byte[] scalar = privateKey.copy();
        byte[] shared = new byte[X448.POINT_SIZE];
        boolean contributory = X448.calculateAgreement(scalar, 0, peerPublicValue.toByteArray(), 0, shared, 0);
        Arrays.fill(scalar, (byte) 0);
        // RFC 8031 section 2.1: a point of low order leads to zeros, whatever our key; it MUST be refused.
        if (!contributory) {
            throw new CryptoException("the peer's CURVE448 value leads to an all-zero shared secret");
        }
        return Secret.owning(shared);
    }

    @Override
    public void close() {
        privateKey.close();
    }
}
