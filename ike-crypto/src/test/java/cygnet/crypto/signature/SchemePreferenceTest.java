package cygnet.crypto.signature;

import static cygnet.crypto.signature.SignatureScheme.ECDSA_SHA2_256;
import static cygnet.crypto.signature.SignatureScheme.ECDSA_SHA2_384;
import static cygnet.crypto.signature.SignatureScheme.ECDSA_SHA2_512;
import static cygnet.crypto.signature.SignatureScheme.RSA_PKCS1_SHA2_256;
import static cygnet.crypto.signature.SignatureScheme.RSA_PKCS1_SHA2_384;
import static cygnet.crypto.signature.SignatureScheme.RSA_PKCS1_SHA2_512;
import static cygnet.crypto.signature.SignatureScheme.RSA_PSS_SHA2_256;
import static cygnet.crypto.signature.SignatureScheme.RSA_PSS_SHA2_384;
import static cygnet.crypto.signature.SignatureScheme.RSA_PSS_SHA2_512;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.CryptoException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemePreferenceTest {
    private static final List<Integer> ALL = List.of(1, 2, 3, 4, 5, 6, 7, 65_535);

    private static VerificationKey rsa(int bits) throws CryptoException {
        return RsaVerificationKey.of(
                BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE), BigInteger.valueOf(65_537));
    }

    @Test
    void rsaBelow3072BitsPrefersSha256AndPkcs1() throws CryptoException {
        assertThat(rsa(2048).schemes(ALL))
                .containsExactly(
                        RSA_PKCS1_SHA2_256,
                        RSA_PKCS1_SHA2_384,
                        RSA_PKCS1_SHA2_512,
                        RSA_PSS_SHA2_256,
                        RSA_PSS_SHA2_384,
                        RSA_PSS_SHA2_512);
    }

    @Test
    void longerRsaKeysPreferLongerHashes() throws CryptoException {
        assertThat(rsa(3071).schemes(ALL)).startsWith(RSA_PKCS1_SHA2_256);
        assertThat(rsa(3072).schemes(ALL))
                .startsWith(RSA_PKCS1_SHA2_384, RSA_PKCS1_SHA2_256, RSA_PKCS1_SHA2_512, RSA_PSS_SHA2_384);
        assertThat(rsa(7679).schemes(ALL)).startsWith(RSA_PKCS1_SHA2_384);
        assertThat(rsa(7680).schemes(ALL))
                .startsWith(RSA_PKCS1_SHA2_512, RSA_PKCS1_SHA2_256, RSA_PKCS1_SHA2_384, RSA_PSS_SHA2_512);
    }

    @Test
    void aHashThatThePeerDoesNotListIsNotUsed() throws CryptoException {
        assertThat(rsa(2048).schemes(List.of(4))).containsExactly(RSA_PKCS1_SHA2_512, RSA_PSS_SHA2_512);
        assertThat(rsa(2048).schemes(List.of(1, 5))).isEmpty();
        assertThat(rsa(2048).schemes(List.of())).isEmpty();
        assertThat(TestKeys.verification("ed25519").schemes(List.of(2, 3, 4))).isEmpty();
    }

    @Test
    void ecdsaPrefersTheHashOfItsCurve() throws CryptoException {
        assertThat(TestKeys.verification("p256").schemes(ALL))
                .containsExactly(ECDSA_SHA2_256, ECDSA_SHA2_384, ECDSA_SHA2_512);
        assertThat(TestKeys.verification("p384").schemes(ALL))
                .containsExactly(ECDSA_SHA2_384, ECDSA_SHA2_256, ECDSA_SHA2_512);
        assertThat(TestKeys.verification("p521").schemes(ALL))
                .containsExactly(ECDSA_SHA2_512, ECDSA_SHA2_256, ECDSA_SHA2_384);
    }

    @Test
    void eddsaWantsTheIdentityHash() throws CryptoException {
        assertThat(TestKeys.verification("ed25519").schemes(List.of(5))).containsExactly(SignatureScheme.ED25519);
        assertThat(TestKeys.verification("ed448").schemes(List.of(5))).containsExactly(SignatureScheme.ED448);
    }
}
