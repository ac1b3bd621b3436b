package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** An ECDSA private key. Its nonces are those of RFC 6979, so that no weak random number can give it away. */
final class EcdsaSigningKey implements SigningKey {
    private final EcdsaVerificationKey verificationKey;
    private final ECPrivateKeyParameters parameters;

    EcdsaSigningKey(EcdsaVerificationKey verificationKey, ECPrivateKeyParameters parameters) {
        this.verificationKey = verificationKey;
        this.parameters = parameters;
    }

    static EcdsaSigningKey generate(int bits, RandomSource random) {
        EcdsaCurve curve = EcdsaCurve.ofBits(bits);
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve.domain(), random.asSecureRandom()));
        try {
            return curve.keyOfScalar(
                    ((ECPrivateKeyParameters) generator.generateKeyPair().getPrivate()).getD());
        } catch (CryptoException e) {
            throw new IllegalStateException("cannot make an ECDSA key", e);
        }
    }

    @Override
    public EcdsaVerificationKey verificationKey() {
        return verificationKey;
    }

    @Override
    public Octets sign(SignatureScheme scheme, Octets message, RandomSource random) throws CryptoException {
        PrivateKeyPem.requireSupported(verificationKey, scheme);
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(digest(scheme.hash())));
        signer.init(true, parameters);
        BigInteger[] rs = signer.generateSignature(scheme.hash().digest(message).toByteArray());
        try {
            return Octets.owning(StandardDSAEncoding.INSTANCE.encode(
                    verificationKey.curve().domain().getN(), rs[0], rs[1]));
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode an ECDSA signature", e);
        }
    }

    private static Digest digest(Hash hash) {
        return switch (hash) {
            case SHA2_256 -> SHA256Digest.newInstance();
            case SHA2_384 -> new SHA384Digest();
            case SHA2_512 -> new SHA512Digest();
            case SHA1 -> throw new IllegalArgumentException("no ECDSA with SHA-1");
        };
    }

    @Override
    public String toPem() {
        return PrivateKeyPem.encode(verificationKey.curve(), parameters.getD(), verificationKey.coordinates());
    }

    /** There is one private half for a public one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EcdsaSigningKey that && verificationKey().equals(that.verificationKey());
    }

    @Override
    public int hashCode() {
        return verificationKey().hashCode();
    }

    @Override
    public String toString() {
        return "SigningKey[" + verificationKey + "]";
    }
}
