package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** A key pair in one of the MODP groups of RFC 3526. */
final class ModpKeyPair implements EphemeralKeyPair {
    private final KeyExchangeMethod method;
    private final ModpGroup group;
    private final Octets publicValue;
    private @Nullable PrivateKey privateKey;

    private ModpKeyPair(KeyExchangeMethod method, ModpGroup group, Octets publicValue, PrivateKey privateKey) {
        this.method = method;
        this.group = group;
        this.publicValue = publicValue;
        this.privateKey = privateKey;
    }

    static ModpKeyPair generate(KeyExchangeMethod method, ModpGroup group, RandomSource random) {
        try {
            KeyPairGenerator generator = Providers.modpKeyPairGenerator();
            generator.initialize(group.parameters(), random.asSecureRandom());
            KeyPair pair = generator.generateKeyPair();
            BigInteger y = ((DHPublicKey) pair.getPublic()).getY();
            return new ModpKeyPair(method, group, Numbers.toOctets(y, method.publicValueLength()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key pair for " + method, e);
        }
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Octets publicValue() {
        return publicValue;
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        PrivateKey open = Numbers.requireOpen(privateKey);
        Numbers.requireLength(method, peerPublicValue);
        BigInteger y = new BigInteger(1, peerPublicValue.toByteArray());
        // RFC 6989 section 2.1: the groups have safe primes, so 1 < y < p-1 is the whole test.
        if (y.compareTo(BigInteger.ONE) <= 0 || y.compareTo(group.prime().subtract(BigInteger.ONE)) >= 0) {
            throw new CryptoException("the peer's " + method + " value is not between 1 and p-1");
        }
        try {
            KeyAgreement agreement = Providers.modpAgreement();
            agreement.init(open);
            agreement.doPhase(
                    Providers.modpKeyFactory().generatePublic(new DHPublicKeySpec(y, group.prime(), group.generator())),
                    true);
            // Always as long as the prime, leading zeros kept (RFC 7296 section 2.14).
            return Secret.owning(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new CryptoException("the peer's " + method + " value is refused", e);
        }
    }

    /** Drops the private value; the JDK's key objects cannot be wiped. */
    @Override
    public void close() {
        privateKey = null;
    }
}
