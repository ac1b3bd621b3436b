package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import cygnet.crypto.Vectors;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerificationTest {
    private static final Octets MESSAGE = Octets.ofAscii("a message");

    static Stream<Vectors> signatures() {
        return Vectors.of("signature/signatures.txt");
    }

    static Stream<Vectors> refused() {
        return Vectors.of("signature/refused.txt");
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void aSignatureMadeByOpensslVerifiesAndNothingLikeItDoes(Vectors vector) throws CryptoException {
        VerificationKey key = TestKeys.verification(vector.text("key"));
        SignatureScheme scheme = SignatureScheme.valueOf(vector.text("scheme"));
        Octets message = vector.octets("message");
        Octets signature = vector.octets("signature");
        assertThat(key.verify(scheme, message, signature)).isTrue();
        assertThat(key.verify(scheme, TestKeys.flip(message, 0), signature)).isFalse();
        assertThat(key.verify(scheme, Octets.empty(), signature)).isFalse();
        for (int i = 0; i < signature.length(); i++) {
            assertThat(key.verify(scheme, message, TestKeys.flip(signature, i))).isFalse();
        }
        for (SignatureScheme other : SignatureScheme.values()) {
            assertThat(key.verify(other, message, signature)).as("as %s", other).isEqualTo(other == scheme);
        }
        for (String other : TestKeys.NAMES) {
            assertThat(TestKeys.verification(other).verify(scheme, message, signature))
                    .as("with %s", other)
                    .isEqualTo(other.equals(vector.text("key")));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anRsaSignatureWithOtherPaddingIsRefusedAlthoughTheOwnerMadeIt(Vectors vector) throws CryptoException {
        VerificationKey key = TestKeys.verification(vector.text("key"));
        assertThat(key.verify(
                        SignatureScheme.valueOf(vector.text("scheme")),
                        vector.octets("message"),
                        vector.octets("signature")))
                .isFalse();
    }

    /** CVE-2018-16152 and its kind: the forgery is one indeed, for whoever does not look behind the DigestInfo. */
    @Test
    void theCubeRootForgeryIsRefused() throws CryptoException {
        Vectors vector = Vectors.of("signature/exponent-3.txt").findFirst().orElseThrow();
        RsaVerificationKey key =
                (RsaVerificationKey) VerificationKey.ofSubjectPublicKeyInfo(vector.octets("subjectPublicKeyInfo"));
        Octets message = vector.octets("message");
        SignatureScheme scheme = SignatureScheme.RSA_PKCS1_SHA2_256;
        assertThat(key.exponent()).isEqualTo(3);
        assertThat(key.verify(scheme, message, vector.octets("signature"))).isTrue();

        Octets forgery = vector.octets("forgery");
        BigInteger encoded = new BigInteger(1, forgery.toByteArray()).modPow(key.exponent(), key.modulus());
        Octets genuine = Pkcs1Encoding.encode(scheme.hash(), message, 62);
        assertThat(Octets.owning(BigIntegers.asUnsignedByteArray(256, encoded)).first(62))
                .as("eight octets of padding and the right DigestInfo")
                .isEqualTo(genuine);
        assertThat(key.verify(scheme, message, forgery)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "rsa3072", "p256", "p384", "p521", "ed25519", "ed448"})
    void emptyZeroAndOddlyLongSignaturesAreRefused(String name) throws CryptoException {
        VerificationKey key = TestKeys.verification(name);
        for (SignatureScheme scheme : SignatureScheme.values()) {
            for (int length : List.of(0, 1, 2, 63, 64, 65, 70, 71, 72, 255, 256, 257, 383, 384, 385, 70_000)) {
                byte[] ones = new byte[length];
                Arrays.fill(ones, (byte) 0xff);
                assertThat(key.verify(scheme, MESSAGE, Octets.owning(new byte[length])))
                        .isFalse();
                assertThat(key.verify(scheme, MESSAGE, Octets.owning(ones))).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void aSignatureWithOctetsMoreOrLessIsRefused(Vectors vector) throws CryptoException {
        VerificationKey key = TestKeys.verification(vector.text("key"));
        SignatureScheme scheme = SignatureScheme.valueOf(vector.text("scheme"));
        Octets signature = vector.octets("signature");
        Octets zero = Octets.of((byte) 0);
        for (Octets bad : List.of(
                Octets.concat(zero, signature),
                Octets.concat(signature, zero),
                signature.from(1),
                signature.first(signature.length() - 1),
                Octets.concat(signature, signature))) {
            assertThat(key.verify(scheme, vector.octets("message"), bad)).isFalse();
        }
    }

    /** RFC 8017 section 5.2.2: the representative is below the modulus. CVE-2017-11185. */
    @Test
    void anRsaSignatureThatIsNotBelowTheModulusIsRefused() throws CryptoException {
        RsaVerificationKey key = (RsaVerificationKey) TestKeys.verification("rsa2048");
        BigInteger n = key.modulus();
        for (SignatureScheme scheme : SignatureScheme.values()) {
            for (BigInteger s : List.of(
                    n,
                    n.add(BigInteger.ONE),
                    n.subtract(BigInteger.ONE),
                    BigInteger.ONE,
                    BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE))) {
                assertThat(key.verify(scheme, MESSAGE, Octets.owning(BigIntegers.asUnsignedByteArray(256, s))))
                        .isFalse();
            }
        }
    }

    /** A good signature plus the modulus is the same residue, if 2048 bits have room for it. */
    @Test
    void anRsaSignatureIsNotTakenModuloTheModulus() throws CryptoException {
        RsaVerificationKey key = (RsaVerificationKey) TestKeys.verification("rsa2048");
        SigningKey signing = TestKeys.signing("rsa2048");
        SignatureScheme scheme = SignatureScheme.RSA_PKCS1_SHA2_256;
        int found = 0;
        for (int i = 0; found < 3; i++) {
            Octets message = Octets.ofInt(i);
            Octets signature = signing.sign(scheme, message, new SeededRandom(i));
            BigInteger sum = new BigInteger(1, signature.toByteArray()).add(key.modulus());
            if (sum.bitLength() <= 2048) {
                found++;
                assertThat(key.verify(scheme, message, signature)).isTrue();
                assertThat(key.verify(scheme, message, Octets.owning(BigIntegers.asUnsignedByteArray(256, sum))))
                        .isFalse();
            }
        }
    }
}
