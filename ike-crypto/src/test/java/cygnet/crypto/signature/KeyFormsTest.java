package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyFormsTest {
    static Stream<Vectors> keys() {
        return Vectors.of("signature/key-forms.txt");
    }

    static Stream<Vectors> dnsKeys() {
        return Vectors.of("signature/dns-keys.txt");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyMadeByOpensslHasAllItsForms(Vectors vector) throws CryptoException {
        VerificationKey key = VerificationKey.ofPem(TestKeys.pem(vector.name(), "spki"));
        assertThat(key.type()).isEqualTo(KeyType.valueOf(vector.text("type")));
        assertThat(key.bits()).isEqualTo(vector.number("bits"));
        assertThat(key.subjectPublicKeyInfo()).isEqualTo(vector.octets("subjectPublicKeyInfo"));
        if (key.hasIpsecKeyForm()) {
            assertThat(key.ipsecKey()).isEqualTo(vector.octets("ipsecKey"));
        } else {
            assertThat(vector.octets("ipsecKey")).as("P-521 alone").isEqualTo(Octets.empty());
            assertThatThrownBy(key::ipsecKey).isInstanceOf(IllegalStateException.class);
        }
        assertThat(key.fingerprint()).isEqualTo(vector.text("fingerprint"));
        assertThat(key.toPem()).isEqualTo(TestKeys.pem(vector.name(), "spki"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyFormGivesTheSameKey(Vectors vector) throws CryptoException {
        VerificationKey key = VerificationKey.ofSubjectPublicKeyInfo(vector.octets("subjectPublicKeyInfo"));
        if (key.hasIpsecKeyForm()) {
            VerificationKey fromDns = VerificationKey.ofIpsecKey(key.ipsecKeyAlgorithm(), vector.octets("ipsecKey"));
            assertThat(fromDns).isEqualTo(key).hasSameHashCodeAs(key);
        }
        assertThat(TestKeys.signing(vector.name()).verificationKey()).isEqualTo(key);
        for (String other : TestKeys.NAMES) {
            assertThat(TestKeys.verification(other).equals(key)).isEqualTo(other.equals(vector.name()));
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa2048,pkcs1", "rsa3072,pkcs1", "p256,sec1", "p384,sec1", "p521,sec1"})
    void theTraditionalPrivateFormsAreReadAsWell(String name, String form) throws CryptoException {
        SigningKey key = SigningKey.ofPem(TestKeys.pem(name, form));
        assertThat(key.verificationKey()).isEqualTo(TestKeys.verification(name));
        assertThat(SigningKey.ofPem(key.toPem()).verificationKey()).isEqualTo(key.verificationKey());
    }

    @ParameterizedTest
    @CsvSource({"rsa2048", "rsa3072"})
    void theTraditionalPublicFormIsReadAsWell(String name) throws CryptoException {
        assertThat(VerificationKey.ofPem(TestKeys.pem(name, "rsa-public"))).isEqualTo(TestKeys.verification(name));
    }

    @ParameterizedTest
    @CsvSource({"rsa2048", "p256", "ed25519"})
    void privateKeysAreWrittenAsOpensslWritesThem(String name) throws CryptoException {
        assertThat(TestKeys.signing(name).toPem()).isEqualTo(TestKeys.pem(name, "pkcs8"));
    }

    @ParameterizedTest
    @MethodSource("dnsKeys")
    void aKeyInDnsIsReadAndWrittenBack(Vectors vector) throws CryptoException {
        VerificationKey key = VerificationKey.ofIpsecKey(vector.number("algorithm"), vector.octets("key"));
        assertThat(key.type()).isEqualTo(KeyType.valueOf(vector.text("type")));
        assertThat(key.bits()).isEqualTo(vector.number("bits"));
        assertThat(key.ipsecKeyAlgorithm()).isEqualTo(vector.number("algorithm"));
        assertThat(key.ipsecKey()).isEqualTo(vector.octets("key"));
        assertThat(VerificationKey.ofSubjectPublicKeyInfo(key.subjectPublicKeyInfo()))
                .isEqualTo(key);
    }

    /** RFC 3110 section 2 has a second form of the exponent's length; what is written is the short one. */
    @Test
    void anRsaKeyWithALongExponentLengthIsTheSameKey() throws CryptoException {
        Octets shortForm = TestKeys.verification("rsa2048").ipsecKey();
        assertThat(shortForm.first(4)).isEqualTo(Octets.ofHex("03010001"));
        Octets longForm = Octets.concat(Octets.ofHex("000003"), shortForm.from(1));
        VerificationKey key = VerificationKey.ofIpsecKey(2, longForm);
        assertThat(key).isEqualTo(TestKeys.verification("rsa2048"));
        assertThat(key.ipsecKey()).isEqualTo(shortForm);
    }

    @Test
    void aPemFileMayHoldTextAroundItsKeyAndCarriageReturnsWithin() throws CryptoException {
        String text = "Subject: alice\n\n" + TestKeys.pem("p256", "pkcs8").replace("\n", "\r\n") + "-- \nsee above\n";
        assertThat(SigningKey.ofPem(text).verificationKey()).isEqualTo(TestKeys.verification("p256"));
    }

    @Test
    void aPemBlockPrintsItsLabelAlone() throws CryptoException {
        assertThat(Pem.read(TestKeys.pem("ed25519", "pkcs8"))).hasToString("[PRIVATE KEY]");
    }
}
