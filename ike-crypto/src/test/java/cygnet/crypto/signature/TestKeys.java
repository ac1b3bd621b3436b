package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Vectors;
import java.util.List;

/** The keys in {@code keys/}. */
final class TestKeys {
    static final List<String> NAMES = List.of("rsa2048", "rsa3072", "p256", "p384", "p521", "ed25519", "ed448");

    private TestKeys() {}

    static String pem(String name, String form) {
        return Vectors.resource("signature/keys/" + name + "." + form + ".pem");
    }

    static SigningKey signing(String name) throws CryptoException {
        return SigningKey.ofPem(pem(name, "pkcs8"));
    }

    static VerificationKey verification(String name) throws CryptoException {
        return VerificationKey.ofPem(pem(name, "spki"));
    }

    /** {@code octets} with the lowest bit of one octet changed. */
    static Octets flip(Octets octets, int index) {
        byte[] bytes = octets.toByteArray();
        bytes[index] ^= 1;
        return Octets.owning(bytes);
    }
}
