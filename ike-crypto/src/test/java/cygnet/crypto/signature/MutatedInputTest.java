package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Good input with a few octets changed, lost or gained: refused by CryptoException, or accepted for what it is. */
class MutatedInputTest {
    private static final Octets MESSAGE = Octets.ofAscii("a message");

    private final SeededRandom random = new SeededRandom(20_261);

    static List<String> keys() {
        return TestKeys.NAMES;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aMutatedSubjectPublicKeyInfo(String name) throws CryptoException {
        Octets good = TestKeys.verification(name).subjectPublicKeyInfo();
        for (int i = 0; i < 2000; i++) {
            Octets mutated = mutate(good);
            try {
                assertThat(VerificationKey.ofSubjectPublicKeyInfo(mutated).subjectPublicKeyInfo())
                        .isEqualTo(mutated);
            } catch (CryptoException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aMutatedIpsecKey(String name) throws CryptoException {
        VerificationKey key = TestKeys.verification(name);
        Octets ipsecKey = key.hasIpsecKeyForm() ? key.ipsecKey() : key.subjectPublicKeyInfo();
        for (int i = 0; i < 2000; i++) {
            int algorithm = i % 10 == 0 ? random.below(256) : key.ipsecKeyAlgorithm();
            try {
                VerificationKey read = VerificationKey.ofIpsecKey(algorithm, mutate(ipsecKey));
                assertThat(VerificationKey.ofIpsecKey(algorithm, read.ipsecKey()))
                        .isEqualTo(read);
            } catch (CryptoException e) {
                assertThat(e.getMessage()).startsWith("IPSECKEY ");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMutatedAlgorithmIdentifier(SignatureScheme scheme) {
        for (int i = 0; i < 2000; i++) {
            try {
                // Of EdDSA the two curves' identifiers differ in one bit.
                assertThat(SignatureScheme.ofAlgorithmIdentifier(mutate(scheme.algorithmIdentifier()))
                                .keyType()
                                .ipsecKeyAlgorithm())
                        .isEqualTo(scheme.keyType().ipsecKeyAlgorithm());
            } catch (CryptoException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa2048", "p256", "p384", "p521", "ed25519", "ed448"})
    void aMutatedSignature(String name) throws CryptoException {
        SigningKey signing = TestKeys.signing(name);
        VerificationKey key = signing.verificationKey();
        for (SignatureScheme scheme : key.schemes(List.of(2, 5))) {
            Octets good = signing.sign(scheme, MESSAGE, random);
            for (int i = 0; i < 1000; i++) {
                Octets mutated = mutate(good);
                assertThat(key.verify(scheme, MESSAGE, mutated)).isEqualTo(mutated.equals(good));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rsa2048.pkcs1", "rsa2048.pkcs8", "p256.pkcs8", "p384.sec1", "ed25519.pkcs8", "ed448.pkcs8"})
    void aMutatedPrivateKey(String file) throws CryptoException {
        int dot = file.indexOf('.');
        List<Pem> blocks = Pem.read(TestKeys.pem(file.substring(0, dot), file.substring(dot + 1)));
        Pem good = blocks.get(blocks.size() - 1);
        for (int i = 0; i < 2000; i++) {
            String pem = new Pem(good.label(), mutate(good.contents())).encode();
            try {
                SigningKey key = SigningKey.ofPem(pem);
                SignatureScheme scheme =
                        key.verificationKey().schemes(List.of(2, 5)).get(0);
                assertThat(key.verificationKey().verify(scheme, MESSAGE, key.sign(scheme, MESSAGE, random)))
                        .isTrue();
            } catch (CryptoException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** Mostly near the front, where the lengths and types are. */
    private Octets mutate(Octets good) {
        Octets mutated = good;
        for (int changes = 1 + random.below(3); changes > 0 && !mutated.isEmpty(); changes--) {
            int reach = random.below(2) == 0 ? Math.min(40, mutated.length()) : mutated.length();
            int at = random.below(reach);
            mutated = switch (random.below(5)) {
                case 0 -> mutated.first(at);
                case 1 -> Octets.concat(mutated.first(at), mutated.from(at + 1));
                case 2 -> Octets.concat(mutated.first(at), random.octets(1 + random.below(3)), mutated.from(at));
                default -> Octets.concat(mutated.first(at), random.octets(1), mutated.from(at + 1));
            };
        }
        return mutated;
    }
}
