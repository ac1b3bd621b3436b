package cygnet.crypto.protection;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.FixedRandom;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.Vectors;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtectionVectorsTest {
    private static final FixedRandom NO_RANDOM = new FixedRandom(Octets.empty());

    static Stream<Vectors> aead() {
        return Vectors.of("protection/aead.txt");
    }

    static Stream<Vectors> gcm() {
        return Vectors.of("protection/gcm.txt");
    }

    static Stream<Vectors> aesCbc() {
        return Vectors.of("protection/aes-cbc.txt");
    }

    static Stream<Vectors> aesCtr() {
        return Vectors.of("protection/aes-ctr.txt");
    }

    static Stream<Vectors> rfc3602() {
        return Vectors.of("protection/rfc3602.txt");
    }

    private static Secret none() {
        return Secret.copyOf(Octets.empty());
    }

    @Test
    void theExampleOfRfc7634AppendixBIsSealedAndOpened() throws CryptoException {
        Vectors vector = Vectors.of("protection/rfc7634.txt").findFirst().orElseThrow();
        Octets body = vector.octets("body");
        AeadAlgorithm algorithm = AeadAlgorithm.chaCha20Poly1305();
        assertThat(algorithm
                        .startingAt(body.int64(0), vector.secret("key"), none())
                        .seal(vector.octets("header"), vector.octets("plaintext"), NO_RANDOM))
                .isEqualTo(body);
        assertThat(algorithm.withKeys(vector.secret("key"), none()).open(vector.octets("header"), body))
                .isEqualTo(vector.octets("plaintext"));
    }

    @ParameterizedTest
    @MethodSource("aead")
    void anAeadBodyIsSealedAndOpened(Vectors vector) throws CryptoException {
        int keyBits = vector.number("keyBits");
        AeadAlgorithm algorithm = switch (vector.text("algorithm")) {
            case "AES_GCM_16" -> AeadAlgorithm.aesGcm16(keyBits);
            case "AES_CCM_8" -> AeadAlgorithm.aesCcm(keyBits, 8);
            case "AES_CCM_12" -> AeadAlgorithm.aesCcm(keyBits, 12);
            case "AES_CCM_16" -> AeadAlgorithm.aesCcm(keyBits, 16);
            default -> AeadAlgorithm.chaCha20Poly1305();
        };
        Octets header = vector.octets("header");
        assertThat(algorithm.withKeys(vector.secret("key"), none()).open(header, vector.octets("body")))
                .isEqualTo(vector.octets("plaintext"));
        if (vector.number("padding") == 0) {
            assertThat(algorithm
                            .startingAt(vector.octets("iv").int64(0), vector.secret("key"), none())
                            .seal(header, vector.octets("plaintext"), NO_RANDOM))
                    .isEqualTo(vector.octets("body"));
        }
    }

    @ParameterizedTest
    @MethodSource("gcm")
    void theGcmTestCasesOpenToWhatIsBeforeTheirPadding(Vectors vector) throws CryptoException {
        Octets padded = vector.octets("padded");
        Octets opened = ProtectionAlgorithm.aesGcm16(vector.number("keyBits"))
                .withKeys(vector.secret("key"), none())
                .open(vector.octets("header"), vector.octets("body"));
        assertThat(opened).isEqualTo(padded.first(padded.length() - 1 - 0x39));
    }

    @ParameterizedTest
    @MethodSource("aesCbc")
    void aCbcBodyIsSealedAndOpened(Vectors vector) throws CryptoException {
        ProtectionAlgorithm algorithm = ProtectionAlgorithm.aesCbc(
                vector.number("keyBits"), IntegrityAlgorithm.valueOf(vector.text("integrity")));
        Octets header = vector.octets("header");
        Protection protection = algorithm.withKeys(vector.secret("key"), vector.secret("integrityKey"));
        assertThat(protection.open(header, vector.octets("body"))).isEqualTo(vector.octets("plaintext"));
        if (vector.text("minimalPadding").equals("true")) {
            assertThat(protection.seal(header, vector.octets("plaintext"), new FixedRandom(vector.octets("iv"))))
                    .isEqualTo(vector.octets("body"));
        }
    }

    @ParameterizedTest
    @MethodSource("aesCtr")
    void aCtrBodyIsSealedAndOpened(Vectors vector) throws CryptoException {
        ProtectionAlgorithm algorithm =
                ProtectionAlgorithm.aesCtr(vector.number("keyBits"), IntegrityAlgorithm.HMAC_SHA2_256_128);
        Octets header = vector.octets("header");
        Protection protection = algorithm.withKeys(vector.secret("key"), vector.secret("integrityKey"));
        assertThat(protection.open(header, vector.octets("body"))).isEqualTo(vector.octets("plaintext"));
        assertThat(protection.seal(header, vector.octets("plaintext"), NO_RANDOM))
                .isEqualTo(vector.octets("body"));
    }

    @ParameterizedTest
    @MethodSource("rfc3602")
    void theCiphertextsOfRfc3602AreDecrypted(Vectors vector) throws GeneralSecurityException {
        Octets header = Octets.ofAscii("header");
        Octets macKey = Octets.owning(new byte[32]);
        Octets sealed = Octets.concat(vector.octets("iv"), vector.octets("ciphertext"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(macKey.toByteArray(), "HmacSHA256"));
        byte[] icv = Arrays.copyOf(mac.doFinal(Octets.concat(header, sealed).toByteArray()), 16);
        Protection protection = ProtectionAlgorithm.aesCbc(128, IntegrityAlgorithm.HMAC_SHA2_256_128)
                .withKeys(vector.secret("key"), Secret.copyOf(macKey));
        Octets padded = vector.octets("padded");
        int before = padded.length() - 1;
        int padLength = padded.at(before);
        String expected = padLength > before
                ? "Pad Length " + padLength + " exceeds the " + before + " octets before it"
                : padded.first(before - padLength).toHex();
        String opened;
        try {
            opened = protection
                    .open(header, Octets.concat(sealed, Octets.owning(icv)))
                    .toHex();
        } catch (CryptoException e) {
            opened = e.getMessage();
        }
        assertThat(opened).isEqualTo(expected);
    }
}
