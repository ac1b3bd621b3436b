package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Providers;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.util.BigIntegers;

/** An RSA public key within the limits that {@link VerificationKey} states. */
final class RsaVerificationKey implements VerificationKey {
    static final int MIN_BITS = 2048;
    static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 32;

    private final BigInteger modulus;
    private final BigInteger exponent;
    private final PublicKey jcaKey;

    private RsaVerificationKey(BigInteger modulus, BigInteger exponent, PublicKey jcaKey) {
        this.modulus = modulus;
        this.exponent = exponent;
        this.jcaKey = jcaKey;
    }

    static RsaVerificationKey of(BigInteger modulus, BigInteger exponent) throws CryptoException {
        if (modulus.signum() <= 0 || modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
            throw new CryptoException("an RSA modulus of " + modulus.bitLength() + " bits: " + MIN_BITS + " to "
                    + MAX_BITS + " are accepted");
        }
        if (!modulus.testBit(0)) {
            throw new CryptoException("the RSA modulus is even");
        }
        if (exponent.signum() < 0 || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw new CryptoException("an RSA exponent of " + exponent.bitLength() + " bits: at most "
                    + MAX_EXPONENT_BITS + " are accepted");
        }
        if (!exponent.testBit(0) || exponent.equals(BigInteger.ONE)) {
            throw new CryptoException("the RSA exponent is " + exponent + ": it must be odd and at least 3");
        }
        try {
            return new RsaVerificationKey(
                    modulus,
                    exponent,
                    Providers.rsaKeyFactory().generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("the RSA key is refused: " + e.getMessage(), e);
        }
    }

    BigInteger modulus() {
        return modulus;
    }

    BigInteger exponent() {
        return exponent;
    }

    @Override
    public KeyType type() {
        return KeyType.RSA;
    }

    @Override
    public int bits() {
        return modulus.bitLength();
    }

    @Override
    public Octets subjectPublicKeyInfo() {
        return SubjectPublicKeyInfos.encode(this);
    }

    @Override
    public Octets ipsecKey() {
        return new DnsRsaKey(exponent, modulus).encode();
    }

    @Override
    public boolean verify(SignatureScheme scheme, Octets message, Octets signature) {
        // RFC 8017 sections 8.1.2 and 8.2.2: exactly as long as the modulus, and below it.
        if (!supports(scheme) || signature.length() != octets()) {
            return false;
        }
        BigInteger representative = new BigInteger(1, signature.toByteArray());
        if (representative.compareTo(modulus) >= 0) {
            return false;
        }
        return scheme.family() == SignatureScheme.Family.RSA_PSS
                ? verifyPss(scheme, message, signature)
                : verifyPkcs1(scheme, message, representative);
    }

    private int octets() {
        return (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }

    /**
     * RFC 8017 section 8.2.2: encodes what the message should be and compares. Nothing of the peer's padding is parsed,
     * so there is no room for a forgery with a small exponent.
     */
    private boolean verifyPkcs1(SignatureScheme scheme, Octets message, BigInteger representative) {
        Octets encoded =
                Octets.owning(BigIntegers.asUnsignedByteArray(octets(), representative.modPow(exponent, modulus)));
        return encoded.equals(Pkcs1Encoding.encode(scheme.hash(), message, octets()));
    }

    private boolean verifyPss(SignatureScheme scheme, Octets message, Octets signature) {
        try {
            Signature verification = pss(scheme);
            verification.initVerify(jcaKey);
            verification.update(message.asByteBuffer());
            return verification.verify(signature.toByteArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** RSASSA-PSS with MGF1 over the same hash, and as much salt as the hash has octets (RFC 7427 section 5). */
    static Signature pss(SignatureScheme scheme) throws GeneralSecurityException {
        Signature signature = Providers.rsaSignature("RSASSA-PSS");
        String hash = scheme.hash().jcaName();
        signature.setParameter(new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), scheme.hash().length(), 1));
        return signature;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsaVerificationKey that
                && modulus.equals(that.modulus)
                && exponent.equals(that.exponent);
    }

    @Override
    public int hashCode() {
        return modulus.hashCode();
    }

    @Override
    public String toString() {
        return "RSA " + bits() + " " + fingerprint();
    }
}
