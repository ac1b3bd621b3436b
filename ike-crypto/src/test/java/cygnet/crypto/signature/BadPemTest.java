package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;

class BadPemTest {
    private static void assertNoPrivateKey(String pem, String message) {
        assertThatThrownBy(() -> SigningKey.ofPem(pem))
                .isInstanceOf(CryptoException.class)
                .hasMessage(message);
    }

    private static void assertNoPublicKey(String pem, String message) {
        assertThatThrownBy(() -> VerificationKey.ofPem(pem))
                .isInstanceOf(CryptoException.class)
                .hasMessage(message);
    }

    @Test
    void textWithoutAPemBlockIsRefused() {
        String message = "no PEM block (-----BEGIN ...----- to -----END ...-----)";
        assertNoPrivateKey("", message);
        assertNoPublicKey("not a key", message);
        assertNoPublicKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", message);
        assertNoPublicKey("-----BEGIN PUBLIC KEY-----\n" + "-".repeat(60_000), message);
        assertNoPublicKey("-----BEGIN ".repeat(5000), message);
    }

    @Test
    void anOverlongFileIsRefused() {
        assertNoPrivateKey("x".repeat(70_000), "a PEM file of 70000 characters is too long for a key");
    }

    @Test
    void theKindOfKeyIsNamedIfItIsTheWrongOne() {
        assertNoPrivateKey(TestKeys.pem("p256", "spki"), "one private key is wanted; the PEM blocks are PUBLIC KEY");
        assertNoPublicKey(TestKeys.pem("p256", "pkcs8"), "the PEM block is a PRIVATE KEY, not a PUBLIC KEY");
        assertNoPublicKey(
                new Pem("CERTIFICATE", Octets.ofHex("3000")).encode(),
                "the PEM block is a CERTIFICATE, not a PUBLIC KEY");
        assertNoPrivateKey(
                new Pem("OPENSSH PRIVATE KEY", Octets.ofHex("3000")).encode(),
                "private keys in the form OPENSSH PRIVATE KEY are not supported");
    }

    @Test
    void twoKeysInOneFileAreRefused() {
        String two = TestKeys.pem("p256", "pkcs8") + TestKeys.pem("p384", "pkcs8");
        assertNoPrivateKey(two, "one private key is wanted; the PEM blocks are PRIVATE KEY, PRIVATE KEY");
        assertNoPublicKey(
                TestKeys.pem("p256", "spki") + TestKeys.pem("p384", "spki"), "one PEM block is wanted, not 2");
    }

    @Test
    void anEncryptedKeyIsNamedAsSuch() {
        String message = "the private key is encrypted with a passphrase: store it unencrypted";
        assertNoPrivateKey(new Pem("ENCRYPTED PRIVATE KEY", Octets.ofHex("3000")).encode(), message);
        assertNoPrivateKey("""
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END RSA PRIVATE KEY-----
                """, message);
    }

    @Test
    void whatIsNotBase64OrNotDerIsRefused() {
        assertNoPublicKey(
                "-----BEGIN PUBLIC KEY-----\n????\n-----END PUBLIC KEY-----\n",
                "the PEM block PUBLIC KEY is not base64");
        for (String hex : List.of("", "00", "3000", "0500", "30030201", "30800000", "3003020100", "30800000ff")) {
            Octets der = Octets.ofHex(hex);
            assertNoPrivateKey(new Pem("PRIVATE KEY", der).encode(), "not a PKCS#8 private key");
            assertNoPrivateKey(new Pem("RSA PRIVATE KEY", der).encode(), "not an RSA private key");
            assertNoPrivateKey(new Pem("EC PRIVATE KEY", der).encode(), "not an EC private key");
        }
    }

    @Test
    void aPrivateKeyOfAnotherTypeIsRefused() throws IOException {
        PrivateKeyInfo x448 = new PrivateKeyInfo(
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.111")), new DEROctetString(new byte[57]));
        assertNoPrivateKey(
                new Pem("PRIVATE KEY", Octets.owning(x448.getEncoded())).encode(),
                "private keys of type 1.3.101.111 are not supported: use RSA, ECDSA or EdDSA");
    }

    /** One wrong part, and the first signature gives the primes away. */
    @Test
    void anRsaKeyWhosePartsContradictOneAnotherIsRefused() throws Exception {
        RSAPrivateKey key = RSAPrivateKey.getInstance(
                Pem.read(TestKeys.pem("rsa2048", "pkcs1")).get(0).contents().toByteArray());
        BigInteger[] parts = {
            key.getPrivateExponent(),
            key.getPrime1(),
            key.getPrime2(),
            key.getExponent1(),
            key.getExponent2(),
            key.getCoefficient()
        };
        for (int i = 0; i < parts.length; i++) {
            for (BigInteger wrong :
                    new BigInteger[] {parts[i].add(BigInteger.TWO), BigInteger.ONE, BigInteger.ZERO, parts[i].negate()
                    }) {
                BigInteger[] changed = parts.clone();
                changed[i] = wrong;
                RSAPrivateKey bad = new RSAPrivateKey(
                        key.getModulus(),
                        key.getPublicExponent(),
                        changed[0],
                        changed[1],
                        changed[2],
                        changed[3],
                        changed[4],
                        changed[5]);
                assertNoPrivateKey(
                        new Pem("RSA PRIVATE KEY", Octets.owning(bad.getEncoded())).encode(),
                        "the parts of the RSA private key contradict one another");
            }
        }
    }

    @Test
    void anEcdsaKeyWithAnotherKeysPublicPointIsRefused() throws Exception {
        byte[] point = Octets.concat(
                        EcdsaCurve.UNCOMPRESSED, TestKeys.verification("p256").ipsecKey())
                .toByteArray();
        ECPrivateKey key = new ECPrivateKey(
                256, BigInteger.TEN, new DERBitString(point), new ASN1ObjectIdentifier("1.2.840.10045.3.1.7"));
        assertThatThrownBy(() -> SigningKey.ofPem(new Pem("EC PRIVATE KEY", Octets.owning(key.getEncoded())).encode()))
                .isInstanceOf(CryptoException.class)
                .hasMessageStartingWith("the file's public key is not that of its private key: ECDSA P-256 SHA256:");
    }

    @Test
    void anEcdsaScalarOutOfRangeIsRefused() {
        BigInteger order = EcdsaCurve.P256.domain().getN();
        for (BigInteger d : new BigInteger[] {BigInteger.ZERO, order, order.add(BigInteger.ONE)}) {
            assertThatThrownBy(() -> EcdsaCurve.P256.keyOfScalar(d))
                    .isInstanceOf(CryptoException.class)
                    .hasMessage("the P-256 private key is out of range");
        }
    }

    @Test
    void anEd25519SeedOfAnotherLengthIsRefused() {
        assertNoPrivateKey(
                PrivateKeyPem.encode(EdwardsCurve.ED25519, Secret.owning(new byte[31])),
                "an Ed25519 private key has 32 octets, not 31");
    }
}
