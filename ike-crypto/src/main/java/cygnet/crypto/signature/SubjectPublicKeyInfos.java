package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** SubjectPublicKeyInfo, read and written (RFC 3279 section 2.3.1, RFC 5480, RFC 8410). */
final class SubjectPublicKeyInfos {
    /** An RSA key of 8192 bits takes 1062 octets. */
    private static final int LONGEST = 2048;

    private SubjectPublicKeyInfos() {}

    static VerificationKey decode(Octets der) throws CryptoException {
        if (der.length() > LONGEST) {
            throw new CryptoException("a SubjectPublicKeyInfo of " + der.length() + " octets is too long");
        }
        Fields fields = Der.decode("a SubjectPublicKeyInfo", der, Fields::of);
        VerificationKey key = decode(fields);
        // One key has one encoding: this refuses BER, wrong parameters, negative numbers and whatever comes after.
        if (!key.subjectPublicKeyInfo().equals(der)) {
            throw new CryptoException(
                    "the SubjectPublicKeyInfo is not in DER, or has parameters that it must not have");
        }
        return key;
    }

    private static VerificationKey decode(Fields fields) throws CryptoException {
        if (fields.algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(fields.key);
        }
        if (fields.algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return EcdsaCurve.ofParameters(fields.parameters).keyOfPoint(fields.key);
        }
        for (EdwardsCurve curve : EdwardsCurve.values()) {
            if (fields.algorithm.equals(curve.oid())) {
                return curve.keyOfPoint(fields.key);
            }
        }
        throw new CryptoException(
                "public keys of type " + fields.algorithm + " are not supported: use RSA, ECDSA or EdDSA");
    }

    /** What is inside, taken out at once: Bouncy Castle looks at some parts only when it is asked for them. */
    private record Fields(
            ASN1ObjectIdentifier algorithm, @Nullable ASN1Encodable parameters, Octets key) {
        static Fields of(ASN1Primitive parsed) {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(parsed);
            return new Fields(
                    info.getAlgorithm().getAlgorithm(),
                    info.getAlgorithm().getParameters(),
                    Octets.owning(info.getPublicKeyData().getOctets()));
        }
    }

    /** The RSAPublicKey of PKCS#1 (RFC 8017 appendix A.1.1). */
    static RsaVerificationKey rsa(Octets der) throws CryptoException {
        RSAPublicKey parsed = Der.decode("an RSAPublicKey", der, RSAPublicKey::getInstance);
        RsaVerificationKey key = RsaVerificationKey.of(parsed.getModulus(), parsed.getPublicExponent());
        if (!Der.encode(pkcs1(key)).equals(der)) {
            throw new CryptoException("the RSAPublicKey is not in DER");
        }
        return key;
    }

    static Octets encode(RsaVerificationKey key) {
        return Der.encode(info(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                Der.encode(pkcs1(key))));
    }

    static Octets encode(EcdsaCurve curve, Octets coordinates) {
        return Der.encode(info(algorithm(curve), Octets.concat(EcdsaCurve.UNCOMPRESSED, coordinates)));
    }

    static Octets encode(EddsaVerificationKey key) {
        return Der.encode(info(new AlgorithmIdentifier(key.curve().oid()), key.ipsecKey()));
    }

    static AlgorithmIdentifier algorithm(EcdsaCurve curve) {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.oid());
    }

    private static RSAPublicKey pkcs1(RsaVerificationKey key) {
        return new RSAPublicKey(key.modulus(), key.exponent());
    }

    private static SubjectPublicKeyInfo info(AlgorithmIdentifier algorithm, Octets key) {
        return new SubjectPublicKeyInfo(algorithm, key.toByteArray());
    }
}
