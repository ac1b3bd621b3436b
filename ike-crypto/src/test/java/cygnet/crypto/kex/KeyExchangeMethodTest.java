package cygnet.crypto.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.FixedRandom;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import cygnet.crypto.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyExchangeMethodTest {
    static Stream<Vectors> agreements() {
        return Stream.of(
                        "kex/rfc5903.txt",
                        "kex/ecp-short.txt",
                        "kex/curve25519.txt",
                        "kex/curve448.txt",
                        "kex/modp.txt")
                .flatMap(Vectors::of);
    }

    static Stream<Vectors> x25519() {
        return Vectors.of("kex/x25519-function.txt");
    }

    static Stream<Vectors> primes() {
        return Vectors.of("kex/rfc3526-primes.txt");
    }

    /** The private value comes out of the "random" source, so nothing but the public interface is needed. */
    @ParameterizedTest
    @MethodSource("agreements")
    void publicValueAndSharedSecretAreThoseOfTheVector(Vectors vector) throws CryptoException {
        KeyExchangeMethod method = KeyExchangeMethod.valueOf(vector.text("method"));
        FixedRandom random = new FixedRandom(vector.octets("private"));
        EphemeralKeyPair pair = method.generate(random);
        assertThat(random.isUsedUp()).isTrue();
        assertThat(pair.publicValue()).isEqualTo(vector.octets("public"));
        assertThat(pair.agree(vector.octets("peerPublic")).reveal()).isEqualTo(vector.octets("secret"));
    }

    @ParameterizedTest
    @MethodSource("x25519")
    void curve25519IsTheFunctionOfRfc7748(Vectors vector) throws CryptoException {
        EphemeralKeyPair pair = KeyExchangeMethod.CURVE25519.generate(new FixedRandom(vector.octets("scalar")));
        assertThat(pair.agree(vector.octets("u")).reveal()).isEqualTo(vector.octets("output"));
    }

    @Test
    void curve25519GivesTheResultOfAThousandIterationsInRfc7748Section52() throws CryptoException {
        Octets k = Octets.ofHex("09" + "00".repeat(31));
        Octets u = k;
        for (int i = 0; i < 1000; i++) {
            Octets next = KeyExchangeMethod.CURVE25519
                    .generate(new FixedRandom(k))
                    .agree(u)
                    .reveal();
            u = k;
            k = next;
        }
        assertThat(k.toHex()).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    @Test
    void curve448GivesTheResultOfAThousandIterationsInRfc7748Section52() throws CryptoException {
        Octets k = Octets.ofHex("05" + "00".repeat(55));
        Octets u = k;
        for (int i = 0; i < 1000; i++) {
            Octets next = KeyExchangeMethod.CURVE448
                    .generate(new FixedRandom(k))
                    .agree(u)
                    .reveal();
            u = k;
            k = next;
        }
        assertThat(k.toHex())
                .isEqualTo("aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4"
                        + "af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38");
    }

    @ParameterizedTest
    @MethodSource("primes")
    void thePrimesAreThoseOfRfc3526(Vectors vector) {
        ModpGroup group = switch (KeyExchangeMethod.valueOf(vector.text("method"))) {
            case MODP_2048 -> ModpGroup.modp2048();
            case MODP_3072 -> ModpGroup.modp3072();
            case MODP_4096 -> ModpGroup.modp4096();
            case MODP_6144 -> ModpGroup.modp6144();
            case MODP_8192 -> ModpGroup.modp8192();
            default -> throw new IllegalArgumentException(vector.text("method"));
        };
        assertThat(group.prime().toString(16)).isEqualTo(vector.text("prime"));
        assertThat(group.generator()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ML_KEM.*")
    void bothSidesAgree(KeyExchangeMethod method) throws CryptoException {
        SeededRandom random = new SeededRandom(4);
        EphemeralKeyPair initiator = method.generate(random);
        EphemeralKeyPair responder = method.generate(random);
        assertThat(initiator.method()).isEqualTo(method);
        assertThat(initiator.publicValue().length()).isEqualTo(method.publicValueLength());
        assertThat(initiator.publicValue()).isNotEqualTo(responder.publicValue());
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(responder.agree(initiator.publicValue()));
    }

    @ParameterizedTest
    @EnumSource
    void aResponderComesToTheInitiatorsSecret(KeyExchangeMethod method) throws CryptoException {
        SeededRandom random = new SeededRandom(4);
        EphemeralKeyPair initiator = method.generate(random);
        try (KeyExchangeResponse response = method.respond(initiator.publicValue(), random)) {
            assertThat(response.publicValue().length()).isEqualTo(method.responseLength());
            assertThat(initiator.agree(response.publicValue())).isEqualTo(response.shared());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneSeedMakesOneKeyPair(KeyExchangeMethod method) {
        assertThat(method.generate(new SeededRandom(1)).publicValue())
                .isEqualTo(method.generate(new SeededRandom(1)).publicValue());
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKeyPairAgreesNoMore(KeyExchangeMethod method) {
        EphemeralKeyPair pair = method.generate(new SeededRandom(2));
        Octets peer = Octets.owning(new byte[method.responseLength()]);
        pair.close();
        assertThatThrownBy(() -> pair.agree(peer)).isInstanceOf(IllegalStateException.class);
        assertThat(pair.publicValue().length()).isEqualTo(method.publicValueLength());
    }
}
