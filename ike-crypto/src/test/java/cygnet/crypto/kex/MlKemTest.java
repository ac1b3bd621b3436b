package cygnet.crypto.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.FixedRandom;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import cygnet.crypto.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ML-KEM (FIPS 203): keys and ciphertexts of another implementation, and the checks of sections 7.2 and 7.3. */
class MlKemTest {
    static Stream<Vectors> vectors() {
        return Vectors.of("kex/ml-kem.txt");
    }

    private static KeyExchangeMethod method(Vectors vector) {
        return KeyExchangeMethod.valueOf(vector.text("method"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aSeedMakesTheEncapsulationKeyOfTheVector(Vectors vector) {
        FixedRandom random = new FixedRandom(vector.octets("seed"));
        assertThat(method(vector).generate(random).publicValue()).isEqualTo(vector.octets("encapsulationKey"));
        assertThat(random.isUsedUp()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aResponderEncapsulatesWithTheRandomnessOfTheVector(Vectors vector) throws CryptoException {
        FixedRandom random = new FixedRandom(vector.octets("message"));
        try (KeyExchangeResponse response = method(vector).respond(vector.octets("encapsulationKey"), random)) {
            assertThat(response.publicValue()).isEqualTo(vector.octets("ciphertext"));
            assertThat(response.shared()).isEqualTo(vector.secret("secret"));
        }
        assertThat(random.isUsedUp()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void anInitiatorDecapsulatesAndAForgedCiphertextGivesTheSecretOfImplicitRejection(Vectors vector)
            throws CryptoException {
        EphemeralKeyPair keyPair = method(vector).generate(new FixedRandom(vector.octets("seed")));
        assertThat(keyPair.agree(vector.octets("ciphertext"))).isEqualTo(vector.secret("secret"));
        assertThat(keyPair.agree(vector.octets("forgedCiphertext"))).isEqualTo(vector.secret("rejectedSecret"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ML_KEM.*")
    void valuesOfAnotherLengthAreRefused(KeyExchangeMethod method) {
        EphemeralKeyPair keyPair = method.generate(new SeededRandom(1));
        for (int length : List.of(0, 1, method.publicValueLength() - 1, method.publicValueLength() + 1, 65_535)) {
            Octets bad = Octets.owning(new byte[length]);
            assertThatThrownBy(() -> method.respond(bad, new SeededRandom(2)))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("a %s value has %d octets, the peer's %d", method, method.publicValueLength(), length);
        }
        for (int length : List.of(0, 1, method.responseLength() - 1, method.responseLength() + 1, 65_535)) {
            Octets bad = Octets.owning(new byte[length]);
            assertThatThrownBy(() -> keyPair.agree(bad))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage(
                            "a %s ciphertext has %d octets, the peer's %d", method, method.responseLength(), length);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ML_KEM.*")
    void aCoefficientThatIsNotReducedIsRefusedWhereverItIs(KeyExchangeMethod method) {
        Octets good = method.generate(new SeededRandom(1)).publicValue();
        int last = good.length() - 32 - 3;
        // 3329 = 0xd01 as the first and as the second number of three octets; 0xfff as the last of all.
        for (Octets bad : List.of(
                withOctets(good, 0, "010d00"), withOctets(good, 3, "0010d0"), withOctets(good, last, "00f0ff"))) {
            assertThatThrownBy(() -> method.respond(bad, new SeededRandom(2)))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("the peer's " + method + " value has a coefficient that is not below 3329");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "ML_KEM.*")
    void theGreatestCoefficientIsAccepted(KeyExchangeMethod method) throws CryptoException {
        Octets good = method.generate(new SeededRandom(1)).publicValue();
        // 3328 = 0xd00, twice.
        try (KeyExchangeResponse response = method.respond(withOctets(good, 0, "000dd0"), new SeededRandom(2))) {
            assertThat(response.publicValue().length()).isEqualTo(method.responseLength());
        }
    }

    private static Octets withOctets(Octets octets, int at, String hex) {
        Octets other = Octets.ofHex(hex);
        return Octets.concat(octets.first(at), other, octets.from(at + other.length()));
    }
}
