package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** Says why an AlgorithmIdentifier was refused. It decides nothing: whatever comes here is refused already. */
final class SignatureAlgorithmRefusal {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final String MGF1 = "1.2.840.113549.1.1.8";

    private static final Map<String, String> ACCEPTED_NAMES = Map.of(
            "1.2.840.113549.1.1.11", "sha256WithRSAEncryption",
            "1.2.840.113549.1.1.12", "sha384WithRSAEncryption",
            "1.2.840.113549.1.1.13", "sha512WithRSAEncryption",
            "1.2.840.10045.4.3.2", "ecdsa-with-SHA256",
            "1.2.840.10045.4.3.3", "ecdsa-with-SHA384",
            "1.2.840.10045.4.3.4", "ecdsa-with-SHA512",
            "1.3.101.112", "Ed25519",
            "1.3.101.113", "Ed448");

    private static final Map<String, String> REFUSED_NAMES = Map.of(
            "1.2.840.113549.1.1.4", "md5WithRSAEncryption: MD5 is broken",
            "1.2.840.113549.1.1.5", "sha1WithRSAEncryption: SHA-1 must not be used (RFC 8247 section 3.2)",
            "1.2.840.10045.4.1", "ecdsa-with-SHA1: SHA-1 must not be used (RFC 8247 section 3.2)",
            "1.2.840.10040.4.3", "dsa-with-sha1: DSA is not supported",
            "2.16.840.1.101.3.4.3.2", "dsa-with-sha256: DSA is not supported",
            "1.2.840.113549.1.1.1", "rsaEncryption: names a key, not a signature");

    private static final Map<String, Hash> HASHES = Map.of(
            "1.3.14.3.2.26", Hash.SHA1,
            "2.16.840.1.101.3.4.2.1", Hash.SHA2_256,
            "2.16.840.1.101.3.4.2.2", Hash.SHA2_384,
            "2.16.840.1.101.3.4.2.3", Hash.SHA2_512);

    private SignatureAlgorithmRefusal() {}

    static String explain(Octets der) {
        if (der.isEmpty()) {
            return "the signature has no AlgorithmIdentifier";
        }
        String notDer = "the signature's AlgorithmIdentifier is not in DER: " + der;
        AlgorithmIdentifier identifier;
        try {
            identifier = Der.decode("an AlgorithmIdentifier", der, AlgorithmIdentifier::getInstance);
        } catch (CryptoException e) {
            return notDer;
        }
        if (!Der.encode(identifier).equals(der)) {
            return notDer;
        }
        String oid = identifier.getAlgorithm().getId();
        if (oid.equals(RSASSA_PSS)) {
            return "RSASSA-PSS " + explainPss(identifier);
        }
        if (ACCEPTED_NAMES.containsKey(oid)) {
            return ACCEPTED_NAMES.get(oid) + " with parameters that it must not have: " + der;
        }
        return REFUSED_NAMES.getOrDefault(oid, "unknown signature algorithm " + oid);
    }

    private static String explainPss(AlgorithmIdentifier identifier) {
        if (identifier.getParameters() == null) {
            return "without parameters";
        }
        RSASSAPSSparams parameters;
        try {
            parameters = RSASSAPSSparams.getInstance(identifier.getParameters());
        } catch (RuntimeException e) {
            return "with parameters that are none";
        }
        Hash hash = HASHES.get(parameters.getHashAlgorithm().getAlgorithm().getId());
        if (hash == null) {
            return "with the unknown hash "
                    + parameters.getHashAlgorithm().getAlgorithm().getId();
        }
        if (hash == Hash.SHA1) {
            return "with SHA-1, stated or by default: SHA-1 must not be used (RFC 8247 section 3.2)";
        }
        return "with " + hash.jcaName() + explainPss(hash, parameters);
    }

    private static String explainPss(Hash hash, RSASSAPSSparams parameters) {
        AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
        if (!mask.getAlgorithm().getId().equals(MGF1)) {
            return " and the unknown mask generation function "
                    + mask.getAlgorithm().getId();
        }
        if (hash != maskHash(mask)) {
            return " and MGF1 over another hash: both must be the same";
        }
        BigInteger saltLength = parameters.getSaltLength();
        if (!saltLength.equals(BigInteger.valueOf(hash.length()))) {
            String size = saltLength.bitLength() < Integer.SIZE ? saltLength.toString() : "far too many";
            return " and a salt of " + size + " octets: only " + hash.length()
                    + ", the length of the hash, is accepted";
        }
        if (!parameters.getTrailerField().equals(BigInteger.ONE)) {
            return " and an unknown trailerField";
        }
        return " and parameters that it must not have";
    }

    private static @Nullable Hash maskHash(AlgorithmIdentifier mask) {
        try {
            return HASHES.get(AlgorithmIdentifier.getInstance(mask.getParameters())
                    .getAlgorithm()
                    .getId());
        } catch (RuntimeException e) {
            return null;
        }
    }
}
