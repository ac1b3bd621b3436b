package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key: the 32 octets that RFC 8032 section 5.1.5 begins with. */
final class Ed25519SigningKey implements SigningKey {
    private final Secret seed;
    private final Ed25519VerificationKey verificationKey;

    private Ed25519SigningKey(Secret seed, Ed25519VerificationKey verificationKey) {
        this.seed = seed;
        this.verificationKey = verificationKey;
    }

    /** Takes {@code seed} over. */
    static Ed25519SigningKey of(byte[] seed) throws CryptoException {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new CryptoException(
                    "an Ed25519 private key has " + Ed25519.SECRET_KEY_SIZE + " octets, not " + seed.length);
        }
        byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        return new Ed25519SigningKey(Secret.owning(seed), Ed25519VerificationKey.of(Octets.owning(point)));
    }

    static Ed25519SigningKey generate(RandomSource random) {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        random.fill(seed);
        try {
            return of(seed);
        } catch (CryptoException e) {
            throw new IllegalStateException("cannot make an Ed25519 key", e);
        }
    }

    @Override
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    @Override
    public Octets sign(SignatureScheme scheme, Octets message, RandomSource random) throws CryptoException {
        PrivateKeyPem.requireSupported(verificationKey, scheme);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        byte[] copy = seed.copy();
        byte[] point = verificationKey.ipsecKey().toByteArray();
        Ed25519.sign(copy, 0, point, 0, message.toByteArray(), 0, message.length(), signature, 0);
        Arrays.fill(copy, (byte) 0);
        return Octets.owning(signature);
    }

    @Override
    public String toPem() {
        return PrivateKeyPem.encode(seed);
    }

    @Override
    public String toString() {
        return "SigningKey[" + verificationKey + "]";
    }
}
