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
        try {
            ASN1Primitive der = ASN1Primitive.fromByteArray(key.contents().toByteArray());
            return switch (key.label()) {
                case PKCS8 -> pkcs8(PrivateKeyInfo.getInstance(der));
                case PKCS1 -> RsaSigningKey.of(RSAPrivateKey.getInstance(der));
                case SEC1 -> sec1(ECPrivateKey.getInstance(der), null);
                default -> throw new CryptoException("a " + key.label() + " is not supported");
            };
        } catch (IOException | RuntimeException e) {
            // Without the cause: its message may quote the key.
            throw new CryptoException("the PEM block " + key.label() + " is not one in DER");
        }
    }

    private static SigningKey pkcs8(PrivateKeyInfo info) throws CryptoException, IOException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return RsaSigningKey.of(RSAPrivateKey.getInstance(info.parsePrivateKey()));
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return sec1(
                    ECPrivateKey.getInstance(info.parsePrivateKey()),
                    info.getPrivateKeyAlgorithm().getParameters());
        }
        if (algorithm.equals(SubjectPublicKeyInfos.ED25519)) {
            SigningKey key = Ed25519SigningKey.of(
                    ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets());
            requireSame(key, info.getPublicKeyData(), key.verificationKey().ipsecKey());
            return key;
        }
        throw new CryptoException(
                "private keys of type " + algorithm + " are not supported: use RSA, ECDSA or Ed25519");
    }

    /** @param outer the curve that PKCS#8 names; SEC 1 by itself names its own */
    private static SigningKey sec1(ECPrivateKey key, @Nullable ASN1Encodable outer) throws CryptoException {
        ASN1Encodable curve = outer == null ? key.getParametersObject() : outer;
        if (!(curve instanceof ASN1ObjectIdentifier name)) {
            throw new CryptoException("the elliptic curve has no name: use P-256 or P-384");
        }
        SigningKey signingKey = EcdsaCurve.ofOid(name).keyOfScalar(key.getKey());
        requireSame(
                signingKey,
                key.getPublicKey(),
                Octets.concat(
                        EcdsaCurve.UNCOMPRESSED, signingKey.verificationKey().ipsecKey()));
        return signingKey;
    }

    private static void requireSame(SigningKey key, @Nullable ASN1BitString stated, Octets computed)
            throws CryptoException {
        if (stated != null && !Octets.owning(stated.getOctets()).equals(computed)) {
            throw new CryptoException("the file's public key is not that of its private key: " + key.verificationKey());
        }
    }

    static String encode(EcdsaCurve curve, BigInteger d, Octets coordinates) {
        DERBitString point = new DERBitString(
                Octets.concat(EcdsaCurve.UNCOMPRESSED, coordinates).toByteArray());
        return pem(SubjectPublicKeyInfos.algorithm(curve), new ECPrivateKey(curve.bits(), d, point, null));
    }

    static String encode(Secret ed25519Seed) {
        return pem(new AlgorithmIdentifier(SubjectPublicKeyInfos.ED25519), new DEROctetString(ed25519Seed.copy()));
    }

    private static String pem(AlgorithmIdentifier algorithm, ASN1Encodable key) {
        try {
            return new Pem(PKCS8, SubjectPublicKeyInfos.der(new PrivateKeyInfo(algorithm, key))).toString();
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
