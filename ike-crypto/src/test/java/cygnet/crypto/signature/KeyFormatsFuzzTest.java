package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;

/** Whatever a peer or a zone sends is a key, a scheme or a CryptoException, and what is accepted has one encoding. */
class KeyFormatsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void subjectPublicKeyInfosAreReadOrRefused(byte[] bytes) {
        Octets der = Octets.of(bytes);
        try {
            assertThat(VerificationKey.ofSubjectPublicKeyInfo(der).subjectPublicKeyInfo())
                    .isEqualTo(der);
        } catch (CryptoException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void ipsecKeysAreReadOrRefused(FuzzedDataProvider data) {
        int algorithm = data.consumeInt(0, 5);
        Octets key = Octets.of(data.consumeRemainingAsBytes());
        try {
            VerificationKey read = VerificationKey.ofIpsecKey(algorithm, key);
            assertThat(VerificationKey.ofIpsecKey(algorithm, read.ipsecKey())).isEqualTo(read);
        } catch (CryptoException e) {
            assertThat(e.getMessage()).startsWith("IPSECKEY ");
        }
    }

    @FuzzTest(maxDuration = "60s")
    void algorithmIdentifiersAreRecognisedOrRefused(byte[] bytes) {
        try {
            assertThat(SignatureScheme.ofAlgorithmIdentifier(Octets.of(bytes))).isNotNull();
        } catch (CryptoException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void noSignatureMadeUpVerifies(byte[] bytes) throws CryptoException {
        for (String name : TestKeys.NAMES) {
            VerificationKey key = TestKeys.verification(name);
            for (SignatureScheme scheme : SignatureScheme.values()) {
                assertThat(key.verify(scheme, Octets.ofAscii("a message nobody signed"), Octets.of(bytes)))
                        .isFalse();
            }
        }
    }

    @FuzzTest(maxDuration = "60s")
    void pemFilesAreReadOrRefused(FuzzedDataProvider data) {
        String pem = data.consumeRemainingAsString();
        try {
            assertThat(SigningKey.ofPem(pem).toPem()).isNotBlank();
        } catch (CryptoException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
