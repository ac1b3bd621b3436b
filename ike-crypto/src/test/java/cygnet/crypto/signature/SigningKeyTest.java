package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.SeededRandom;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final Octets MESSAGE = Octets.ofAscii("InitiatorSignedOctets");
    private static final RandomSource RANDOM = new SeededRandom(99);

    static Stream<Arguments> keysAndSchemes() {
        return TestKeys.NAMES.stream()
                .flatMap(name -> Stream.of(SignatureScheme.values()).map(scheme -> Arguments.of(name, scheme)));
    }

    @ParameterizedTest
    @MethodSource("keysAndSchemes")
    void aSignatureVerifiesHereAndInTheJdkOrIsRefusedToAKeyOfAnotherType(String name, SignatureScheme scheme)
            throws Exception {
        SigningKey key = TestKeys.signing(name);
        VerificationKey verificationKey = key.verificationKey();
        if (!verificationKey.supports(scheme)) {
            assertThatThrownBy(() -> key.sign(scheme, MESSAGE, RANDOM))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("a key of type " + verificationKey.type() + " cannot sign with " + scheme);
            return;
        }
        Octets signature = key.sign(scheme, MESSAGE, RANDOM);
        assertThat(verificationKey.verify(scheme, MESSAGE, signature)).isTrue();
        assertThat(verifiesInTheJdk(verificationKey, scheme, signature)).isTrue();
    }

    private static boolean verifiesInTheJdk(VerificationKey key, SignatureScheme scheme, Octets octets)
            throws GeneralSecurityException {
        String type = switch (key.type()) {
            case RSA -> "RSA";
            case ECDSA -> "EC";
            case ED25519 -> "Ed25519";
            case ED448 -> "Ed448";
        };
        PublicKey publicKey = KeyFactory.getInstance(type)
                .generatePublic(
                        new X509EncodedKeySpec(key.subjectPublicKeyInfo().toByteArray()));
        String hash = scheme.hash().jcaName();
        Signature signature = switch (scheme.family()) {
            case RSA_PKCS1 -> Signature.getInstance(hash.replace("-", "") + "withRSA");
            case RSA_PSS -> Signature.getInstance("RSASSA-PSS");
            case ECDSA -> Signature.getInstance(hash.replace("-", "") + "withECDSA");
            case ED25519 -> Signature.getInstance("Ed25519");
            case ED448 -> Signature.getInstance("Ed448");
        };
        if (scheme.family() == SignatureScheme.Family.RSA_PSS) {
            signature.setParameter(new PSSParameterSpec(
                    hash, "MGF1", new MGF1ParameterSpec(hash), scheme.hash().length(), 1));
        }
        signature.initVerify(publicKey);
        signature.update(MESSAGE.toByteArray());
        return signature.verify(octets.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "RSA,3072", "ECDSA,256", "ECDSA,384", "ECDSA,521", "ED25519,255", "ED448,448"})
    void aNewKeySignsAndSurvivesItsPem(KeyType type, int bits) throws CryptoException {
        SigningKey key = SigningKey.generate(type, bits, new SeededRandom(5));
        VerificationKey verificationKey = key.verificationKey();
        assertThat(verificationKey.type()).isEqualTo(type);
        assertThat(verificationKey.bits()).isEqualTo(bits);
        SigningKey reread = SigningKey.ofPem(key.toPem());
        assertThat(reread.verificationKey()).isEqualTo(verificationKey);
        assertThat(reread.toPem()).isEqualTo(key.toPem());
        SignatureScheme scheme = verificationKey.schemes(List.of(2, 3, 4, 5)).get(0);
        assertThat(verificationKey.verify(scheme, MESSAGE, reread.sign(scheme, MESSAGE, RANDOM)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "ECDSA,256", "ECDSA,521", "ED25519,0", "ED448,0"})
    void oneSeedMakesOneKeyAndTwoSeedsMakeTwo(KeyType type, int bits) {
        VerificationKey key =
                SigningKey.generate(type, bits, new SeededRandom(6)).verificationKey();
        assertThat(SigningKey.generate(type, bits, new SeededRandom(6)).verificationKey())
                .isEqualTo(key);
        assertThat(SigningKey.generate(type, bits, new SeededRandom(7)).verificationKey())
                .isNotEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"RSA,1024", "RSA,2047", "RSA,16384", "ECDSA,224", "ECDSA,512", "ECDSA,0"})
    void keysOfOtherSizesAreNotMade(KeyType type, int bits) {
        assertThatThrownBy(() -> SigningKey.generate(type, bits, RANDOM)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "p256", "ed25519"})
    void aSigningKeyPrintsNothingButItsPublicKey(String name) throws CryptoException {
        SigningKey key = TestKeys.signing(name);
        assertThat(key).hasToString("SigningKey[" + key.verificationKey() + "]");
        assertThat(key.verificationKey().toString())
                .endsWith(key.verificationKey().fingerprint());
    }

    @Test
    void pssDrawsItsSaltFromTheGivenRandomness() throws CryptoException {
        SigningKey key = TestKeys.signing("rsa2048");
        SignatureScheme scheme = SignatureScheme.RSA_PSS_SHA2_256;
        Octets first = key.sign(scheme, MESSAGE, new SeededRandom(1));
        assertThat(key.sign(scheme, MESSAGE, new SeededRandom(1))).isEqualTo(first);
        assertThat(key.sign(scheme, MESSAGE, new SeededRandom(2))).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "p256", "ed25519"})
    void severalThreadsSignAtOnce(String name) throws Exception {
        SigningKey key = TestKeys.signing(name);
        VerificationKey verificationKey = key.verificationKey();
        SignatureScheme scheme = verificationKey.schemes(List.of(2, 5)).get(0);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Octets message = Octets.ofInt(i);
            tasks.add(() -> verificationKey.verify(scheme, message, key.sign(scheme, message, RandomSource.system())));
        }
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (Future<Boolean> verified : pool.invokeAll(tasks)) {
                assertThat(verified.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
