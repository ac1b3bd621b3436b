package cygnet.crypto.prf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrfAlgorithmTest {
    private static final Secret KEY = Secret.copyOf(Octets.ofAscii("a key"));

    static Stream<Vectors> rfcs() {
        return Stream.of("prf/hmac.txt", "prf/aes-mac.txt").flatMap(Vectors::of);
    }

    static Stream<Vectors> prfPlus() {
        return Vectors.of("prf/prf-plus.txt");
    }

    @ParameterizedTest
    @MethodSource("rfcs")
    void thePrfIsThatOfItsRfc(Vectors vector) {
        PrfAlgorithm prf = PrfAlgorithm.valueOf(vector.text("algorithm"));
        assertThat(prf.compute(vector.secret("key"), vector.octets("data")).reveal())
                .isEqualTo(vector.octets("output"));
    }

    @ParameterizedTest
    @MethodSource("prfPlus")
    void prfPlusIsThatOfAnIndependentImplementation(Vectors vector) {
        Octets output = PrfAlgorithm.valueOf(vector.text("algorithm"))
                .expand(vector.secret("key"), vector.octets("seed"), vector.number("length"))
                .reveal();
        assertThat(output.length()).isEqualTo(vector.number("length"));
        if (vector.has("output")) {
            assertThat(output).isEqualTo(vector.octets("output"));
        } else {
            assertThat(Hash.sha256(output)).isEqualTo(vector.octets("outputSha256"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsAreOneString(PrfAlgorithm prf) {
        assertThat(prf.compute(KEY, Octets.ofAscii("ab"), Octets.empty(), Octets.ofAscii("c")))
                .isEqualTo(prf.compute(KEY, Octets.ofAscii("abc")));
    }

    @ParameterizedTest
    @EnumSource
    void outputsHaveTheStatedLength(PrfAlgorithm prf) {
        assertThat(prf.compute(KEY).length()).isEqualTo(prf.outputLength());
    }

    @ParameterizedTest
    @EnumSource
    void prfPlusEndsAtTheLastBlockNumberThatAnOctetHolds(PrfAlgorithm prf) {
        int most = 255 * prf.outputLength();
        assertThat(prf.expand(KEY, Octets.empty(), most).length()).isEqualTo(most);
        assertThat(prf.expand(KEY, Octets.empty(), 0).length()).isZero();
        assertThatThrownBy(() -> prf.expand(KEY, Octets.empty(), most + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prf.expand(KEY, Octets.empty(), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCallersKeyIsNeitherWipedNorUsableOnceClosed() {
        Secret key = Secret.copyOf(Octets.ofAscii("a key"));
        PrfAlgorithm.HMAC_SHA2_256.compute(key);
        assertThat(key).isEqualTo(KEY);
        key.close();
        assertThatThrownBy(() -> PrfAlgorithm.HMAC_SHA2_256.compute(key)).isInstanceOf(IllegalStateException.class);
    }
}
