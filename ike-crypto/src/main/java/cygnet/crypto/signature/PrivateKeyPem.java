package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM: PKCS#8 (RFC 5958, RFC 8410), PKCS#1 (RFC 8017 appendix A.1.2) and SEC 1 (RFC 5915). */
final class PrivateKeyPem {
    static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";

    private PrivateKeyPem() {}

    static SigningKey decode(String text) throws CryptoException {
        List<Pem> keys = new ArrayList<>(Pem.read(text));
        List<String> labels = keys.stream().map(Pem::label).toList();
        keys.removeIf(block -> !block.label().endsWith(PKCS8));
        if (keys.size() != 1) {
            throw new CryptoException("one private key is wanted; the PEM blocks are " + String.join(", ", labels));
        }
        Pem key = keys.get(0);
        return switch (key.label()) {
            case PKCS8 -> pkcs8(key.contents());
            case PKCS1 -> rsa(key.contents());
            case SEC1 -> ecdsa(key.contents(), null);
            default -> throw new CryptoException("private keys in the form " + key.label() + " are not supported");
        };
    }

    private static SigningKey pkcs8(Octets der) throws CryptoException {
        Pkcs8 info = Der.decode("a PKCS#8 private key", der, Pkcs8::of);
        if (info.algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(info.key);
        }
        if (info.algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return ecdsa(info.key, info.parameters);
        }
        for (EdwardsCurve curve : EdwardsCurve.values()) {
            if (info.algorithm.equals(curve.oid())) {
                return eddsa(curve, info);
            }
        }
        throw new CryptoException(
                "private keys of type " + info.algorithm + " are not supported: use RSA, ECDSA or EdDSA");
    }

    private static SigningKey eddsa(EdwardsCurve curve, Pkcs8 info) throws CryptoException {
        byte[] seed = Der.decode("an " + curve + " private key", info.key, ASN1OctetString::getInstance)
                .getOctets();
        SigningKey signingKey = curve.keyOfSeed(seed);
        requireSame(signingKey, info.publicKey, signingKey.verificationKey().ipsecKey());
        return signingKey;
    }

    private static SigningKey rsa(Octets der) throws CryptoException {
        return RsaSigningKey.of(Der.decode("an RSA private key", der, RSAPrivateKey::getInstance));
    }

    /** @param outerCurve the curve that PKCS#8 names; SEC 1 by itself names its own */
    private static SigningKey ecdsa(Octets der, @Nullable ASN1Encodable outerCurve) throws CryptoException {
        Sec1 key = Der.decode("an EC private key", der, Sec1::of);
        EcdsaSigningKey signingKey = EcdsaCurve.ofParameters(outerCurve == null ? key.curve : outerCurve)
                .keyOfScalar(key.scalar);
        requireSame(
                signingKey,
                key.point,
                Octets.concat(
                        EcdsaCurve.UNCOMPRESSED, signingKey.verificationKey().coordinates()));
        return signingKey;
    }

    private static void requireSame(SigningKey key, @Nullable Octets stated, Octets computed) throws CryptoException {
        if (stated != null && !stated.equals(computed)) {
            throw new CryptoException("the file's public key is not that of its private key: " + key.verificationKey());
        }
    }

    private static @Nullable Octets octets(@Nullable ASN1BitString bits) {
        return bits == null ? null : Octets.owning(bits.getOctets());
    }

    /** What a OneAsymmetricKey holds (RFC 5958 section 2), taken out at once. */
    private record Pkcs8(
            ASN1ObjectIdentifier algorithm,
            @Nullable ASN1Encodable parameters,
            Octets key,
            @Nullable Octets publicKey) {
        static Pkcs8 of(ASN1Primitive parsed) {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(parsed);
            return new Pkcs8(
                    info.getPrivateKeyAlgorithm().getAlgorithm(),
                    info.getPrivateKeyAlgorithm().getParameters(),
                    Octets.owning(info.getPrivateKey().getOctets()),
                    octets(info.getPublicKeyData()));
        }

        @Override
        public String toString() {
            return "Pkcs8[" + algorithm + "]";
        }
    }

    /** What an ECPrivateKey holds (RFC 5915 section 3), taken out at once. */
    private record Sec1(
            BigInteger scalar,
            @Nullable ASN1Encodable curve,
            @Nullable Octets point) {
        static Sec1 of(ASN1Primitive parsed) {
            ECPrivateKey key = ECPrivateKey.getInstance(parsed);
            return new Sec1(key.getKey(), key.getParametersObject(), octets(key.getPublicKey()));
        }

        @Override
        public String toString() {
            return "Sec1[" + curve + "]";
        }
    }

    static String encode(EcdsaCurve curve, BigInteger d, Octets coordinates) {
        DERBitString point = new DERBitString(
                Octets.concat(EcdsaCurve.UNCOMPRESSED, coordinates).toByteArray());
        return pem(SubjectPublicKeyInfos.algorithm(curve), new ECPrivateKey(curve.bits(), d, point, null));
    }

    static String encode(EdwardsCurve curve, Secret seed) {
        return pem(new AlgorithmIdentifier(curve.oid()), new DEROctetString(seed.copy()));
    }

    private static String pem(AlgorithmIdentifier algorithm, ASN1Encodable key) {
        try {
            return new Pem(PKCS8, Der.encode(new PrivateKeyInfo(algorithm, key))).encode();
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode a private key", e);
        }
    }

    static void requireSupported(VerificationKey key, SignatureScheme scheme) throws CryptoException {
        if (!key.supports(scheme)) {
            throw new CryptoException("a key of type " + key.type() + " cannot sign with " + scheme);
        }
    }
}
