package cygnet.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureSchemeTest {
    static Stream<Vectors> accepted() {
        return Vectors.of("signature/algorithm-identifiers.txt");
    }

    static Stream<Vectors> refused() {
        return Vectors.of("signature/refused-algorithm-identifiers.txt");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anAlgorithmIdentifierIsRecognised(Vectors vector) throws CryptoException {
        SignatureScheme scheme = SignatureScheme.valueOf(vector.text("scheme"));
        assertThat(SignatureScheme.ofAlgorithmIdentifier(vector.octets("der"))).isEqualTo(scheme);
        assertThat(scheme.algorithmIdentifier().equals(vector.octets("der")))
                .as("whether it is the form that is sent")
                .isEqualTo(Boolean.parseBoolean(vector.text("sent")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anAlgorithmIdentifierIsRefusedWithItsReason(Vectors vector) {
        assertThatThrownBy(() -> SignatureScheme.ofAlgorithmIdentifier(vector.octets("der")))
                .isInstanceOf(CryptoException.class)
                .hasMessage(vector.text("message"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_PKCS1_SHA1")
    void whatIsSentIsRecognised(SignatureScheme scheme) throws CryptoException {
        assertThat(SignatureScheme.ofAlgorithmIdentifier(scheme.algorithmIdentifier()))
                .isEqualTo(scheme);
    }

    @Test
    void hashAlgorithmsHaveTheNumbersOfRfc7427AndRfc8420() {
        assertThat(Stream.of(SignatureScheme.values()).map(SignatureScheme::hashAlgorithm))
                .isEqualTo(List.of(1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 5, 5));
    }

    @Test
    void schemesBelongToKeyTypes() {
        assertThat(SignatureScheme.RSA_PKCS1_SHA1.keyType()).isEqualTo(KeyType.RSA);
        assertThat(SignatureScheme.RSA_PSS_SHA2_512.keyType()).isEqualTo(KeyType.RSA);
        assertThat(SignatureScheme.ECDSA_SHA2_384.keyType()).isEqualTo(KeyType.ECDSA);
        assertThat(SignatureScheme.ED25519.keyType()).isEqualTo(KeyType.ED25519);
    }
}
