package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import cygnet.crypto.RandomSource;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;

/** An RSA private key with its primes. */
final class RsaSigningKey implements SigningKey {
    private final RsaVerificationKey verificationKey;
    private final PrivateKey jcaKey;

    private RsaSigningKey(RsaVerificationKey verificationKey, PrivateKey jcaKey) {
        this.verificationKey = verificationKey;
        this.jcaKey = jcaKey;
    }

    static RsaSigningKey of(RSAPrivateKey key) throws CryptoException {
        RsaVerificationKey verificationKey = RsaVerificationKey.of(key.getModulus(), key.getPublicExponent());
        requireConsistent(key);
        try {
            return new RsaSigningKey(
                    verificationKey,
                    Providers.rsaKeyFactory()
                            .generatePrivate(new RSAPrivateCrtKeySpec(
                                    key.getModulus(),
                                    key.getPublicExponent(),
                                    key.getPrivateExponent(),
                                    key.getPrime1(),
                                    key.getPrime2(),
                                    key.getExponent1(),
                                    key.getExponent2(),
                                    key.getCoefficient())));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("the RSA private key is refused: " + e.getMessage(), e);
        }
    }

    /** A key with one wrong part would give its primes away with the first signature. */
    private static void requireConsistent(RSAPrivateKey key) throws CryptoException {
        BigInteger one = BigInteger.ONE;
        BigInteger p = key.getPrime1();
        BigInteger q = key.getPrime2();
        BigInteger e = key.getPublicExponent();
        boolean consistent = p.compareTo(one) > 0
                && q.compareTo(one) > 0
                && p.multiply(q).equals(key.getModulus())
                && isInverse(e, key.getPrivateExponent(), p.subtract(one))
                && isInverse(e, key.getPrivateExponent(), q.subtract(one))
                && isInverse(e, key.getExponent1(), p.subtract(one))
                && isInverse(e, key.getExponent2(), q.subtract(one))
                && isInverse(q, key.getCoefficient(), p);
        if (!consistent) {
            throw new CryptoException("the parts of the RSA private key contradict one another");
        }
    }

    private static boolean isInverse(BigInteger a, BigInteger b, BigInteger modulus) {
        return a.multiply(b).mod(modulus).equals(BigInteger.ONE);
    }

    static RsaSigningKey generate(int bits, RandomSource random) {
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new IllegalArgumentException("RSA keys are made with 2048, 3072 or 4096 bits: " + bits);
        }
        try {
            KeyPairGenerator generator = Providers.rsaKeyPairGenerator();
            generator.initialize(new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4), random.asSecureRandom());
            RSAPrivateCrtKey key =
                    (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return new RsaSigningKey(RsaVerificationKey.of(key.getModulus(), key.getPublicExponent()), key);
        } catch (GeneralSecurityException | CryptoException e) {
            throw new IllegalStateException("cannot make an RSA key", e);
        }
    }

    @Override
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    @Override
    public Octets sign(SignatureScheme scheme, Octets message, RandomSource random) throws CryptoException {
        PrivateKeyPem.requireSupported(verificationKey, scheme);
        try {
            Signature signature = scheme.family() == SignatureScheme.Family.RSA_PSS
                    ? RsaVerificationKey.pss(scheme)
                    : Providers.rsaSignature(scheme.hash().jcaName().replace("-", "") + "withRSA");
            signature.initSign(jcaKey, random.asSecureRandom());
            signature.update(message.asByteBuffer());
            return Octets.owning(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + scheme, e);
        }
    }

    @Override
    public String toPem() {
        return new Pem(PrivateKeyPem.PKCS8, Octets.owning(jcaKey.getEncoded())).encode();
    }

    /** There is one private half for a public one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RsaSigningKey that && verificationKey().equals(that.verificationKey());
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
