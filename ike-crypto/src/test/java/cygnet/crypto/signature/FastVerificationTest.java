package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastVerificationTest {
    private static final byte[] MESSAGE = "what was signed".getBytes(StandardCharsets.UTF_8);

    private final Provider provider = new FastVerification();

    @ParameterizedTest
    @CsvSource({
        "EC, secp256r1, SHA256withECDSA",
        "EC, secp384r1, SHA384withECDSA",
        "Ed25519, , Ed25519",
        "Ed448, , Ed448",
    })
    void whatTheJdkSignsIsVerifiedAndNothingElse(String type, String curve, String algorithm)
            throws GeneralSecurityException {
        KeyPair keys = keys(type, curve);
        byte[] signature = sign(keys, algorithm);
        for (int time = 0; time < 2; time++) { // the second time from memory
            assertThat(verify(keys, algorithm, MESSAGE, signature)).isTrue();
            assertThat(verify(keys, algorithm, "something else".getBytes(StandardCharsets.UTF_8), signature))
                    .isFalse();
            assertThat(verify(keys(type, curve), algorithm, MESSAGE, signature)).isFalse();
            byte[] changed = signature.clone();
            changed[changed.length - 1] ^= 1;
            assertThat(verify(keys, algorithm, MESSAGE, changed)).isFalse();
        }
    }

    @Test
    void aKeyOfAnotherCurveIsLeftToOthers() throws GeneralSecurityException {
        KeyPair keys = keys("Ed448", null);
        Signature verification = Signature.getInstance("Ed25519", provider);
        assertThatThrownBy(() -> verification.initVerify(keys.getPublic())).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void withoutAKeyNothingIsVerified() throws GeneralSecurityException {
        Signature verification = Signature.getInstance("Ed25519", provider);
        assertThatThrownBy(() -> verification.verify(MESSAGE)).isInstanceOf(SignatureException.class);
    }

    @Test
    void onlyVerificationOnCurvesGoesToIt() throws GeneralSecurityException {
        KeyPair curve = keys("EC", "secp256r1");
        KeyPair rsa = keys("RSA", null);
        FastVerification.prefer(RandomSource.system());
        try {
            assertThat(verifier("SHA256withECDSA", curve)).isEqualTo(provider.getName());
            assertThat(verifier("SHA256withRSA", rsa)).isEqualTo("SunRsaSign");
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(curve.getPrivate());
            assertThat(signing.getProvider().getName()).isEqualTo("SunEC");
            assertThat(KeyPairGenerator.getInstance("EC").getProvider().getName())
                    .isEqualTo("SunEC");
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void onlyGoodSignaturesAreRememberedAndOnlySoMany() throws Exception {
        VerifiedSignatures verified = new VerifiedSignatures(2);
        SigningKey key = SigningKey.generate(KeyType.ED25519, 256, RandomSource.system());
        for (int i = 0; i < 3; i++) {
            Octets message = Octets.of((byte) i);
            Octets signature = key.sign(SignatureScheme.ED25519, message, RandomSource.system());
            assertThat(verified.verify(key.verificationKey(), SignatureScheme.ED25519, message, signature))
                    .isTrue();
            assertThat(verified.verify(key.verificationKey(), SignatureScheme.ED25519, Octets.empty(), signature))
                    .isFalse();
        }
        assertThat(verified.size()).isEqualTo(2);
    }

    private static KeyPair keys(String type, String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
        if (curve != null) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static byte[] sign(KeyPair keys, String algorithm) throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(keys.getPrivate());
        signing.update(MESSAGE);
        return signing.sign();
    }

    private boolean verify(KeyPair keys, String algorithm, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        Signature verification = Signature.getInstance(algorithm, provider);
        verification.initVerify(keys.getPublic());
        verification.update(message);
        return verification.verify(signature);
    }

    private static String verifier(String algorithm, KeyPair keys) throws GeneralSecurityException {
        Signature verification = Signature.getInstance(algorithm);
        verification.initVerify(keys.getPublic());
        return verification.getProvider().getName();
    }
}
