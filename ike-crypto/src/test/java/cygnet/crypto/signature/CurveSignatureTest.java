package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.SeededRandom;
import cygnet.crypto.Vectors;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECDSA (RFC 6979, RFC 3279 section 2.2.3) and EdDSA (RFC 8032), with the values that verifiers have got wrong. */
class CurveSignatureTest {
    private static final Octets MESSAGE = Octets.ofAscii("sample");
    private static final SeededRandom RANDOM = new SeededRandom(1);

    static Stream<Vectors> rfc6979() {
        return Vectors.of("signature/rfc6979.txt");
    }

    static Stream<Vectors> rfc8032() {
        return Vectors.of("signature/rfc8032.txt");
    }

    @ParameterizedTest
    @MethodSource("rfc6979")
    void ecdsaSignaturesAreThoseOfRfc6979(Vectors vector) throws CryptoException {
        SigningKey key =
                EcdsaCurve.ofBits(vector.number("bits")).keyOfScalar(new BigInteger(vector.text("private"), 16));
        SignatureScheme scheme = SignatureScheme.valueOf(vector.text("scheme"));
        Octets signature = key.sign(scheme, MESSAGE, RANDOM);
        assertThat(signature)
                .isEqualTo(der(new BigInteger(vector.text("r"), 16), new BigInteger(vector.text("s"), 16)));
        assertThat(key.verificationKey().verify(scheme, MESSAGE, signature)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rfc8032")
    void eddsaSignaturesAreThoseOfRfc8032(Vectors vector) throws CryptoException {
        SignatureScheme scheme = SignatureScheme.valueOf(vector.text("scheme"));
        SigningKey key = EdwardsCurve.valueOf(vector.text("scheme"))
                .keyOfSeed(vector.octets("private").toByteArray());
        assertThat(key.verificationKey().ipsecKey()).isEqualTo(vector.octets("public"));
        Octets signature = key.sign(scheme, vector.octets("message"), RANDOM);
        assertThat(signature).isEqualTo(vector.octets("signature"));
        assertThat(key.verificationKey().verify(scheme, vector.octets("message"), signature))
                .isTrue();
    }

    private static Octets der(BigInteger r, BigInteger s) {
        try {
            return Octets.owning(
                    new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)}).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** CVE-2013-2944 and the "psychic signatures" of CVE-2022-21449. */
    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void ecdsaNumbersThatAreNotBetweenZeroAndTheOrderAreRefused(String name) throws CryptoException {
        VerificationKey key = TestKeys.verification(name);
        BigInteger n = EcdsaCurve.ofBits(key.bits()).domain().getN();
        List<BigInteger> bad =
                List.of(BigInteger.ZERO, n, n.add(BigInteger.ONE), n.negate(), BigInteger.ONE.negate(), n.multiply(n));
        for (SignatureScheme scheme : SignatureScheme.values()) {
            for (BigInteger r : bad) {
                for (BigInteger s : bad) {
                    assertThat(key.verify(scheme, MESSAGE, der(r, s))).isFalse();
                }
                assertThat(key.verify(scheme, MESSAGE, der(r, BigInteger.ONE))).isFalse();
                assertThat(key.verify(scheme, MESSAGE, der(BigInteger.ONE, r))).isFalse();
            }
        }
    }

    @Test
    void aGoodEcdsaSignatureInAnotherEncodingIsRefused() throws CryptoException {
        SigningKey signing = TestKeys.signing("p256");
        VerificationKey key = signing.verificationKey();
        SignatureScheme scheme = SignatureScheme.ECDSA_SHA2_256;
        BigInteger n = EcdsaCurve.P256.domain().getN();
        Octets good = signing.sign(scheme, MESSAGE, RANDOM);
        Octets r = good.slice(2, 4 + good.at(3));
        Octets s = good.from(4 + good.at(3));
        assertThat(key.verify(scheme, MESSAGE, sequence(r, s))).isTrue();

        BigInteger rNumber = new BigInteger(r.from(2).toByteArray());
        BigInteger sNumber = new BigInteger(s.from(2).toByteArray());
        Octets paddedR = Octets.concat(Octets.of((byte) 2, (byte) (r.at(1) + 1), (byte) 0), r.from(2));
        for (Octets bad : List.of(
                sequence(s, r),
                sequence(paddedR, s),
                sequence(r, s, Octets.ofHex("020100")),
                sequence(r),
                sequence(Octets.concat(Octets.ofHex("0281"), r.from(1)), s),
                Octets.concat(Octets.ofHex("3081"), good.from(1)),
                Octets.concat(Octets.ofHex("3080"), r, s, Octets.ofHex("0000")),
                Octets.concat(good, Octets.ofHex("0500")),
                Octets.concat(Octets.ofHex("31"), good.from(1)),
                Octets.concat(r.from(r.length() - 32), s.from(s.length() - 32)),
                der(rNumber.add(n), sNumber),
                der(rNumber, sNumber.add(n)),
                der(rNumber.negate(), sNumber))) {
            assertThat(key.verify(scheme, MESSAGE, bad)).as(bad.toHex()).isFalse();
        }
    }

    private static Octets sequence(Octets... elements) {
        return SignatureAlgorithmIdentifiers.sequence(elements);
    }

    /** RFC 8032 section 5.1.7: S is below the order L, or there would be a second signature. */
    @Test
    void anEd25519SignatureWithAnUnreducedSIsRefused() throws CryptoException {
        SigningKey signing = TestKeys.signing("ed25519");
        Octets good = signing.sign(SignatureScheme.ED25519, MESSAGE, RANDOM);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] sum = littleEndian(littleEndian(good.from(32).toByteArray()).add(order));
        Octets malleated = Octets.concat(good.first(32), Octets.owning(sum));
        assertThat(signing.verificationKey().verify(SignatureScheme.ED25519, MESSAGE, good))
                .isTrue();
        assertThat(signing.verificationKey().verify(SignatureScheme.ED25519, MESSAGE, malleated))
                .isFalse();
    }

    private static BigInteger littleEndian(byte[] bytes) {
        BigInteger number = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= 0; i--) {
            number = number.shiftLeft(Byte.SIZE).or(BigInteger.valueOf(bytes[i] & 0xff));
        }
        return number;
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number.shiftRight(Byte.SIZE * i).byteValue();
        }
        return bytes;
    }
}
