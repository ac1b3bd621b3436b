package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/** An initiator's key pair of ML-KEM (FIPS 203), and the encapsulation that answers one. */
final class MlKemKeyPair implements EphemeralKeyPair {
    private static final int Q = 3329;
    private static final int RHO_LENGTH = 32;

    private final KeyExchangeMethod method;
    private final Octets publicValue;
    private final MLKEMPrivateKeyParameters privateKey;

    private MlKemKeyPair(KeyExchangeMethod method, MLKEMPrivateKeyParameters privateKey) {
        this.method = method;
        this.publicValue = Octets.owning(privateKey.getPublicKey());
        this.privateKey = privateKey;
    }

    /** Draws d, then z, of FIPS 203 section 7.1: 32 octets each. */
    static MlKemKeyPair generate(KeyExchangeMethod method, RandomSource random) {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(random.asSecureRandom(), parameters(method)));
        return new MlKemKeyPair(
                method, (MLKEMPrivateKeyParameters) generator.generateKeyPair().getPrivate());
    }

    private static MLKEMParameters parameters(KeyExchangeMethod method) {
        return switch (method) {
            case ML_KEM_512 -> MLKEMParameters.ml_kem_512;
            case ML_KEM_768 -> MLKEMParameters.ml_kem_768;
            case ML_KEM_1024 -> MLKEMParameters.ml_kem_1024;
            default -> throw new IllegalArgumentException(method + " is not ML-KEM");
        };
    }

    /** Draws m of FIPS 203 section 7.2, 32 octets. */
    static KeyExchangeResponse encapsulate(KeyExchangeMethod method, Octets encapsulationKey, RandomSource random)
            throws CryptoException {
        Numbers.requireLength(method, encapsulationKey);
        requireReduced(method, encapsulationKey.first(encapsulationKey.length() - RHO_LENGTH));
        try {
            SecretWithEncapsulation made = new MLKEMGenerator(random.asSecureRandom())
                    .generateEncapsulated(
                            new MLKEMPublicKeyParameters(parameters(method), encapsulationKey.toByteArray()));
            return new KeyExchangeResponse(Octets.owning(made.getEncapsulation()), Secret.owning(made.getSecret()));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the peer's " + method + " value is refused", e);
        }
    }

    /** The modulus check of FIPS 203 section 7.2: each number of twelve bits, low bits first, is below q. */
    private static void requireReduced(KeyExchangeMethod method, Octets numbers) throws CryptoException {
        for (int i = 0; i < numbers.length(); i += 3) {
            int pair = numbers.at(i) | numbers.at(i + 1) << 8 | numbers.at(i + 2) << 16;
            if ((pair & 0xfff) >= Q || pair >> 12 >= Q) {
                throw new CryptoException("the peer's " + method + " value has a coefficient that is not below " + Q);
            }
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

    /** Decapsulates. Of a ciphertext that is not good comes a secret that nobody else has (FIPS 203 section 6.3). */
    @Override
    public Secret agree(Octets ciphertext) throws CryptoException {
        if (privateKey.isDestroyed()) {
            throw new IllegalStateException("the ephemeral key pair has been closed");
        }
        if (ciphertext.length() != method.responseLength()) {
            throw new CryptoException("a " + method + " ciphertext has " + method.responseLength()
                    + " octets, the peer's " + ciphertext.length());
        }
        return Secret.owning(new MLKEMExtractor(privateKey).extractSecret(ciphertext.toByteArray()));
    }

    @Override
    public void close() {
        privateKey.destroy();
    }
}
