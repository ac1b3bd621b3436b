package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2017-9022, CVE-2018-17540, CVE-2026-14957 and what else a zone or a peer may present as a key. */
class BadKeyTest {
    private static final BigInteger F4 = BigInteger.valueOf(65_537);

    private static BigInteger modulus() throws CryptoException {
        return ((RsaVerificationKey) TestKeys.verification("rsa2048")).modulus();
    }

    private static Octets rsa(BigInteger exponent, BigInteger modulus) {
        return new DnsRsaKey(exponent, modulus).encode();
    }

    private static void assertRefused(int algorithm, Octets key, String message) {
        assertThatThrownBy(() -> VerificationKey.ofIpsecKey(algorithm, key))
                .isInstanceOf(CryptoException.class)
                .hasMessage("IPSECKEY " + message);
    }

    @Test
    void anEvenModulusIsRefused() throws CryptoException {
        assertRefused(2, rsa(F4, modulus().clearBit(0)), "algorithm 2 (RSA): the RSA modulus is even");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 65_536})
    void anExponentThatIsOneOrEvenIsRefused(int exponent) throws CryptoException {
        assertRefused(
                2,
                rsa(BigInteger.valueOf(exponent), modulus()),
                "algorithm 2 (RSA): the RSA exponent is " + exponent + ": it must be odd and at least 3");
    }

    @Test
    void anExponentOfZeroIsRefusedInEveryForm() throws CryptoException {
        Octets modulus = Octets.owning(BigIntegers.asUnsignedByteArray(modulus()));
        assertRefused(
                2,
                Octets.concat(Octets.ofHex("0100"), modulus),
                "algorithm 2 (RSA): the exponent begins with a zero octet, which RFC 3110 section 2 prohibits");
        assertThatThrownBy(() -> RsaVerificationKey.of(modulus(), BigInteger.ZERO))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the RSA exponent is 0: it must be odd and at least 3");
    }

    @Test
    void theGreatestExponentHas32Bits() throws CryptoException {
        BigInteger greatest = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
        assertThat(VerificationKey.ofIpsecKey(2, rsa(greatest, modulus())).bits())
                .isEqualTo(2048);
        assertRefused(
                2,
                rsa(greatest.add(BigInteger.TWO), modulus()),
                "algorithm 2 (RSA): an RSA exponent of 33 bits: at most 32 are accepted");
        assertRefused(
                2,
                rsa(modulus().shiftRight(1100).setBit(0), modulus()),
                "algorithm 2 (RSA): an RSA exponent of 948 bits: at most 32 are accepted");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64, 511, 512, 1024, 2047, 8193, 16_384})
    void aModulusThatIsTooShortOrTooLongIsRefused(int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        assertRefused(
                2,
                rsa(F4, modulus),
                "algorithm 2 (RSA): an RSA modulus of " + bits + " bits: 2048 to 8192 are accepted");
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 8192})
    void theLimitsThemselvesAreAccepted(int bits) throws CryptoException {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        VerificationKey key = VerificationKey.ofIpsecKey(2, rsa(F4, modulus));
        assertThat(key.bits()).isEqualTo(bits);
        assertThat(VerificationKey.ofSubjectPublicKeyInfo(key.subjectPublicKeyInfo()))
                .isEqualTo(key);
    }

    @Test
    void anRsaKeyPublishedAsDsaIsNamedAsSuch() throws CryptoException {
        String message = "algorithm 1 (DSA) but the key data is RSA in RFC 3110 form: publish it with algorithm 2";
        assertRefused(1, rsa(F4, modulus()), message);
        assertRefused(1, rsa(BigInteger.valueOf(3), modulus()), message);
        assertRefused(1, rsa(F4, modulus().shiftRight(1024).setBit(0)), message);
    }

    @Test
    void aRealDsaKeyIsNotSupported() {
        // RFC 2536 section 2: T, 20 octets of Q, and P, G, Y of 64 + 8 T octets.
        byte[] dsa = new byte[1 + 20 + 3 * 128];
        dsa[0] = 8;
        for (int i = 1; i < dsa.length; i++) {
            dsa[i] = (byte) (i * 37 + 1);
        }
        assertRefused(
                1, Octets.owning(dsa), "algorithm 1 (DSA) is not supported: publish RSA (2), ECDSA (3) or Ed25519 (4)");
    }

    @Test
    void aRecordWithoutKeyOrWithAnUnknownAlgorithmIsNamed() {
        assertRefused(0, Octets.empty(), "algorithm 0: the record has no key");
        for (int algorithm : List.of(5, 6, 255)) {
            assertRefused(
                    algorithm,
                    Octets.ofHex("00"),
                    "algorithm " + algorithm + " is unknown: publish RSA (2), ECDSA (3) or Ed25519 (4)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', there is no exponent length",
        "'00', an exponent of 0 octets does not fit into 1 octets of key data (RFC 3110 section 2)",
        "'0000', an exponent of 0 octets does not fit into 2 octets of key data (RFC 3110 section 2)",
        "'000000ff', an exponent of 0 octets does not fit into 4 octets of key data (RFC 3110 section 2)",
        "'03010001', an exponent of 3 octets does not fit into 4 octets of key data (RFC 3110 section 2)",
        "'ff010001', an exponent of 255 octets does not fit into 4 octets of key data (RFC 3110 section 2)",
        "'00ffff0100', an exponent of 65535 octets does not fit into 5 octets of key data (RFC 3110 section 2)",
        "'0300000100ff', 'the exponent begins with a zero octet, which RFC 3110 section 2 prohibits'",
        "'0301000100ff', 'the modulus begins with a zero octet, which RFC 3110 section 2 prohibits'",
    })
    void rsaFieldsThatDoNotFitAreNamed(String hex, String problem) {
        assertRefused(2, Octets.ofHex(hex), "algorithm 2 (RSA): " + problem);
    }

    @Test
    void aKeyInACertificatesFormIsNamedAsSuch() throws CryptoException {
        VerificationKey key = TestKeys.verification("rsa2048");
        assertThatThrownBy(() -> VerificationKey.ofIpsecKey(2, key.subjectPublicKeyInfo()))
                .isInstanceOf(CryptoException.class)
                .hasMessageEndingWith("(the key data is a SubjectPublicKeyInfo, which is not a DNS form)");
        Octets pkcs1 = Pem.read(TestKeys.pem("rsa2048", "rsa-public")).get(0).contents();
        assertThatThrownBy(() -> VerificationKey.ofIpsecKey(2, pkcs1))
                .isInstanceOf(CryptoException.class)
                .hasMessageEndingWith("(the key data is an RSAPublicKey of PKCS#1, which is not a DNS form)");
    }

    @Test
    void anOverlongRecordIsRefusedUnread() {
        assertRefused(2, Octets.owning(new byte[65_000]), "with a key of 65000 octets: too long");
    }

    @Test
    void ecdsaKeysOfOtherLengthsAreRefused() throws CryptoException {
        Octets key = TestKeys.verification("p256").ipsecKey();
        assertRefused(
                3,
                Octets.concat(Octets.of((byte) 4), key),
                "algorithm 3 (ECDSA): leave out the octet 04 before x | y (RFC 6605 section 4)");
        assertRefused(
                3,
                key.from(1),
                "algorithm 3 (ECDSA) with 63 octets of key data: 64 (P-256) or 96 (P-384) are wanted"
                        + " (RFC 6605 section 4)");
    }

    @Test
    void ecdsaKeysThatAreNotOnTheCurveAreRefused() throws CryptoException {
        for (String name : List.of("p256", "p384")) {
            Octets key = TestKeys.verification(name).ipsecKey();
            String message = "the P-" + TestKeys.verification(name).bits() + " public key is not a point on the curve";
            assertRefused(3, TestKeys.flip(key, key.length() - 1), message);
            assertRefused(3, Octets.owning(new byte[key.length()]), message);
        }
    }

    @Test
    void eddsaKeysOfNeitherCurveAreRefused() {
        assertRefused(
                4,
                Octets.owning(new byte[57]),
                "algorithm 4 (EdDSA): the Ed448 public key is not a point of the prime-order group");
        assertRefused(
                4, Octets.owning(new byte[31]), "algorithm 4 (EdDSA): an Ed25519 public key has 32 octets, not 31");
    }

    /** With such a key, anybody could make a signature. The points of order 1, 2, 4 and 8, and y not reduced. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0200000000000000000000000000000000000000000000000000000000000000",
            })
    void ed25519KeysOutsideThePrimeOrderGroupAreRefused(String hex) {
        assertRefused(
                4,
                Octets.ofHex(hex),
                "algorithm 4 (EdDSA): the Ed25519 public key is not a point of the prime-order group");
    }

    /** A good key plus the point of order 2, (0, -1), is (-x, -y): of great order, but not of the prime order. */
    @Test
    void anEd25519KeyOfMixedOrderIsRefused() throws CryptoException {
        byte[] good = TestKeys.verification("ed25519").ipsecKey().toByteArray();
        int sign = good[31] & 0x80;
        good[31] &= 0x7f;
        BigInteger p = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        BigInteger y = new BigInteger(1, Arrays.reverse(good));
        byte[] mixed = Arrays.reverse(BigIntegers.asUnsignedByteArray(32, p.subtract(y)));
        mixed[31] |= (byte) (sign ^ 0x80);
        assertThat(Ed25519.validatePublicKeyPartial(mixed, 0))
                .as("it is a point on the curve, and not of low order")
                .isTrue();
        assertRefused(
                4,
                Octets.owning(mixed),
                "algorithm 4 (EdDSA): the Ed25519 public key is not a point of the prime-order group");
    }

    @Test
    void aSubjectPublicKeyInfoIsReadToItsEndAndNoFurther() throws CryptoException {
        for (String name : TestKeys.NAMES) {
            Octets der = TestKeys.verification(name).subjectPublicKeyInfo();
            for (int length = 0; length < der.length(); length++) {
                Octets cut = der.first(length);
                assertThatThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(cut))
                        .isInstanceOf(CryptoException.class);
            }
            Octets longer = Octets.concat(der, Octets.of((byte) 0));
            assertThatThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(longer))
                    .isInstanceOf(CryptoException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Ed25519 with NULL parameters; a negative RSA modulus; explicit curve parameters; a curve that is not ours
        "302c300706032b65700500032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
                + "'the SubjectPublicKeyInfo is not in DER, or has parameters that it must not have'",
        "301a300d06092a864886f70d01010105000309003006020180020103,"
                + "'an RSA modulus of 8 bits: 2048 to 8192 are accepted'",
        "3018300a06072a8648ce3d02013000030a0004000000000000000000," + "'not a SubjectPublicKeyInfo'",
        "3010300706052b8104000a03050004010203,"
                + "'public keys of type 1.3.132.0.10 are not supported: use RSA, ECDSA or EdDSA'",
        "3019301006072a8648ce3d020106052b8104000a03050004010203,"
                + "'the elliptic curve 1.3.132.0.10 is not supported: use P-256, P-384 or P-521'",
        "3013300b06072a8648ce3d0201300003040004010203," + "'not a SubjectPublicKeyInfo'",
        "3012300b06072a8648ce3d020130000303000401," + "'the elliptic curve has no name: use P-256, P-384 or P-521'",
        "'','not a SubjectPublicKeyInfo'",
        "0500,'not a SubjectPublicKeyInfo'",
        "3000,'not a SubjectPublicKeyInfo'",
    })
    void otherSubjectPublicKeyInfosAreRefused(String hex, String message) {
        assertThatThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(Octets.ofHex(hex)))
                .isInstanceOf(CryptoException.class)
                .hasMessage(message);
    }

    /** The modulus without the zero octet that makes it positive: some readers take the sign away. */
    @Test
    void aNegativeModulusIsRefusedAlthoughItsOctetsAreRight() throws Exception {
        BigInteger negative = modulus().subtract(BigInteger.ONE.shiftLeft(2048));
        DERSequence numbers = new DERSequence(new ASN1Integer[] {new ASN1Integer(negative), new ASN1Integer(F4)});
        SubjectPublicKeyInfo info = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), numbers);
        Octets der = Octets.owning(info.getEncoded());
        assertThatThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(der))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the RSAPublicKey is not in DER");
    }

    @Test
    void compressedPointsAreRefused() throws CryptoException {
        Octets x = TestKeys.verification("p256").ipsecKey().first(32);
        Octets algorithm = Octets.ofHex("301306072a8648ce3d020106082a8648ce3d030107");
        Octets der = Octets.concat(Octets.ofHex("3039"), algorithm, Octets.ofHex("03220002"), x);
        assertThatThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(der))
                .isInstanceOf(CryptoException.class)
                .hasMessage("the P-256 public key is not an uncompressed point");
    }
}
