package cygnet.crypto.kex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 6989, RFC 7748 section 6.1 and RFC 8031 section 2.1 say to refuse; CVE-2015-3240 and CVE-2023-41913. */
class BadPublicValueTest {
    private static final BigInteger P256 =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger P25519 = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "ML_KEM.*")
    void aValueOfAnotherLengthIsRefused(KeyExchangeMethod method) {
        EphemeralKeyPair pair = method.generate(new SeededRandom(1));
        Octets good = method.generate(new SeededRandom(2)).publicValue();
        Octets zero = Octets.of((byte) 0);
        for (Octets bad : List.of(
                Octets.empty(),
                good.from(1),
                good.first(good.length() - 1),
                Octets.concat(zero, good),
                Octets.concat(good, zero),
                Octets.concat(good, good),
                Octets.owning(new byte[65_535]))) {
            assertThatThrownBy(() -> pair.agree(bad))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("a %s value has %d octets, the peer's %d", method, good.length(), bad.length());
        }
    }

    static Stream<Arguments> modpOutOfRange() {
        List<Arguments> bad = new ArrayList<>();
        for (KeyExchangeMethod method : List.of(
                KeyExchangeMethod.MODP_2048,
                KeyExchangeMethod.MODP_3072,
                KeyExchangeMethod.MODP_4096,
                KeyExchangeMethod.MODP_6144,
                KeyExchangeMethod.MODP_8192)) {
            BigInteger p = prime(method);
            int length = method.publicValueLength();
            for (BigInteger y : List.of(
                    BigInteger.ZERO,
                    BigInteger.ONE,
                    p.subtract(BigInteger.ONE),
                    p,
                    p.add(BigInteger.ONE),
                    BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE))) {
                bad.add(Arguments.of(method, Numbers.toOctets(y, length)));
            }
        }
        return bad.stream();
    }

    private static BigInteger prime(KeyExchangeMethod method) {
        return switch (method) {
            case MODP_2048 -> ModpGroup.modp2048().prime();
            case MODP_3072 -> ModpGroup.modp3072().prime();
            case MODP_4096 -> ModpGroup.modp4096().prime();
            case MODP_6144 -> ModpGroup.modp6144().prime();
            case MODP_8192 -> ModpGroup.modp8192().prime();
            default -> throw new IllegalArgumentException(method + " has no prime");
        };
    }

    @ParameterizedTest
    @MethodSource("modpOutOfRange")
    void aModpValueNotBetweenOneAndPMinusOneIsRefused(KeyExchangeMethod method, Octets bad) {
        assertThatThrownBy(() -> method.generate(new SeededRandom(1)).agree(bad))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the peer's " + method + " value is not between 1 and p-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MODP_2048", "MODP_3072", "MODP_4096", "MODP_6144", "MODP_8192"})
    void theLeastAndTheGreatestModpValueAreAccepted(KeyExchangeMethod method) throws CryptoException {
        EphemeralKeyPair pair = method.generate(new SeededRandom(1));
        Octets two = Numbers.toOctets(BigInteger.TWO, method.publicValueLength());
        // With the generator as the peer's value, the secret is our own public value.
        assertThat(pair.agree(two).reveal()).isEqualTo(pair.publicValue());
        BigInteger p = prime(method);
        Octets greatest = Numbers.toOctets(p.subtract(BigInteger.TWO), method.publicValueLength());
        assertThat(pair.agree(greatest).length()).isEqualTo(method.publicValueLength());
    }

    static Stream<Arguments> notOnTheCurve() {
        List<Arguments> bad = new ArrayList<>();
        for (KeyExchangeMethod method :
                List.of(KeyExchangeMethod.ECP_256, KeyExchangeMethod.ECP_384, KeyExchangeMethod.ECP_521)) {
            Octets good = method.generate(new SeededRandom(2)).publicValue();
            int half = good.length() / 2;
            Octets zeros = Octets.owning(new byte[half]);
            bad.add(Arguments.of("the origin", method, Octets.concat(zeros, zeros)));
            bad.add(Arguments.of("x of a point with y zero", method, Octets.concat(good.first(half), zeros)));
            bad.add(Arguments.of("x and y exchanged", method, Octets.concat(good.from(half), good.first(half))));
            bad.add(Arguments.of("one bit of y changed", method, flipLastBit(good)));
            byte[] ones = new byte[good.length()];
            Arrays.fill(ones, (byte) 0xff);
            bad.add(Arguments.of("coordinates beyond p", method, Octets.owning(ones)));
        }
        return bad.stream();
    }

    private static Octets flipLastBit(Octets octets) {
        byte[] bytes = octets.toByteArray();
        bytes[bytes.length - 1] ^= 1;
        return Octets.owning(bytes);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("notOnTheCurve")
    void aPointThatIsNotOnTheCurveIsRefused(String what, KeyExchangeMethod method, Octets bad) {
        assertThatThrownBy(() -> method.generate(new SeededRandom(1)).agree(bad))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the peer's " + method + " value is not a point on the curve");
    }

    /** x + p names the same residue as x, but is not a coordinate. There is room for it in 32 octets if x is small. */
    @ParameterizedTest
    @ValueSource(ints = {5, 6, 8, 9})
    void aCoordinateThatIsNotReducedIsRefused(int x) {
        BigInteger cubic = BigInteger.valueOf(x)
                .pow(3)
                .subtract(BigInteger.valueOf(3L * x))
                .add(new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));
        BigInteger y = cubic.modPow(P256.add(BigInteger.ONE).shiftRight(2), P256);
        assertThat(y.modPow(BigInteger.TWO, P256))
                .as("x is the coordinate of a point")
                .isEqualTo(cubic.mod(P256));
        EphemeralKeyPair pair = KeyExchangeMethod.ECP_256.generate(new SeededRandom(1));
        Octets yOctets = Numbers.toOctets(y, 32);
        assertThat(isRefused(pair, Octets.concat(Numbers.toOctets(BigInteger.valueOf(x), 32), yOctets)))
                .isFalse();
        assertThat(isRefused(
                        pair,
                        Octets.concat(Numbers.toOctets(BigInteger.valueOf(x).add(P256), 32), yOctets)))
                .isTrue();
    }

    private static boolean isRefused(EphemeralKeyPair pair, Octets peer) {
        try {
            pair.agree(peer);
            return false;
        } catch (CryptoException e) {
            return true;
        }
    }

    /** The points of order 1, 2, 4 and 8, and the encodings of the same that are not reduced. */
    static Stream<Octets> lowOrder() {
        BigInteger eight = littleEndian("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
        BigInteger otherEight = littleEndian("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157");
        return Stream.of(
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        eight,
                        otherEight,
                        P25519.subtract(BigInteger.ONE),
                        P25519,
                        P25519.add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(255),
                        BigInteger.ONE.shiftLeft(255).add(BigInteger.ONE),
                        BigInteger.ONE.shiftLeft(255).add(eight),
                        BigInteger.ONE.shiftLeft(255).add(P25519))
                .map(u -> Octets.owning(reversed(BigIntegers.asUnsignedByteArray(32, u))));
    }

    private static BigInteger littleEndian(String hex) {
        return new BigInteger(1, reversed(Octets.ofHex(hex).toByteArray()));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    @ParameterizedTest
    @MethodSource("lowOrder")
    void aCurve25519ValueOfLowOrderIsRefused(Octets bad) {
        assertThatThrownBy(() -> KeyExchangeMethod.CURVE25519
                        .generate(new SeededRandom(1))
                        .agree(bad))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the peer's CURVE25519 value leads to an all-zero shared secret");
    }

    /** The points of order 1, 2 and 4 of Curve448 and its twist, and the encodings of the same that are not reduced. */
    static Stream<Octets> lowOrder448() {
        BigInteger p = BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
        return Stream.of(BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.ONE))
                .map(u -> Octets.owning(reversed(BigIntegers.asUnsignedByteArray(56, u))));
    }

    @ParameterizedTest
    @MethodSource("lowOrder448")
    void aCurve448ValueOfLowOrderIsRefused(Octets bad) {
        assertThatThrownBy(() ->
                        KeyExchangeMethod.CURVE448.generate(new SeededRandom(1)).agree(bad))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the peer's CURVE448 value leads to an all-zero shared secret");
    }
}
