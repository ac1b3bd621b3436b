package cygnet.ike.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers and names against the registry at IANA. */
class RegistryTest {
    @ParameterizedTest(name = "{1}")
    @MethodSource("names")
    void numbersHaveTheNamesOfTheRegistry(Object number, String name) {
        assertThat(number).hasToString(name);
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments(new ExchangeType(34), "IKE_SA_INIT"),
                arguments(new ExchangeType(37), "INFORMATIONAL"),
                arguments(new ExchangeType(43), "IKE_INTERMEDIATE"),
                arguments(new ExchangeType(44), "IKE_FOLLOWUP_KE"),
                arguments(new ExchangeType(240), "exchange type 240"),
                arguments(new PayloadType(33), "SA"),
                arguments(new PayloadType(46), "SK"),
                arguments(new PayloadType(53), "SKF"),
                arguments(new PayloadType(54), "PS"),
                arguments(new PayloadType(200), "payload type 200"),
                arguments(new NotifyType(1), "UNSUPPORTED_CRITICAL_PAYLOAD"),
                arguments(new NotifyType(24), "AUTHENTICATION_FAILED"),
                arguments(new NotifyType(43), "TEMPORARY_FAILURE"),
                arguments(new NotifyType(47), "STATE_NOT_FOUND"),
                arguments(new NotifyType(16384), "INITIAL_CONTACT"),
                arguments(new NotifyType(16390), "COOKIE"),
                arguments(new NotifyType(16391), "USE_TRANSPORT_MODE"),
                arguments(new NotifyType(16393), "REKEY_SA"),
                arguments(new NotifyType(16396), "MOBIKE_SUPPORTED"),
                arguments(new NotifyType(16418), "CHILDLESS_IKEV2_SUPPORTED"),
                arguments(new NotifyType(16430), "IKEV2_FRAGMENTATION_SUPPORTED"),
                arguments(new NotifyType(16431), "SIGNATURE_HASH_ALGORITHMS"),
                arguments(new NotifyType(16438), "INTERMEDIATE_EXCHANGE_SUPPORTED"),
                arguments(new NotifyType(16443), "SUPPORTED_AUTH_METHODS"),
                arguments(new NotifyType(40960), "status 40960"),
                arguments(new NotifyType(8192), "error 8192"),
                arguments(new AuthMethod(14), "Digital Signature"),
                arguments(new AuthMethod(13), "NULL Authentication"),
                arguments(new AuthMethod(99), "authentication method 99"),
                arguments(new CertEncoding(15), "Raw Public Key"),
                arguments(new CertEncoding(201), "certificate encoding 201"),
                arguments(new TransformId(TransformType.ENCR, 14), "AES_CCM_8"),
                arguments(new TransformId(TransformType.PRF, 2), "PRF_HMAC_SHA1"),
                arguments(new TransformId(TransformType.INTEG, 2), "HMAC_SHA1_96"),
                arguments(new TransformId(TransformType.KE, 2), "MODP_1024"),
                arguments(new TransformId(TransformType.KE, 36), "ML_KEM_768"),
                arguments(new TransformId(new TransformType(6), 36), "ADDKE1 ML_KEM_768"),
                arguments(new TransformId(new TransformType(12), 0), "ADDKE7 NONE"),
                arguments(new TransformId(TransformType.KE, 1025), "KE 1025"),
                arguments(new TransformId(new TransformType(13), 1), "transform type 13 1"));
    }

    @DisplayName("R16 notifications below 16384 are errors")
    @Test
    void errorsAndStatus() {
        assertThat(NotifyType.INVALID_SYNTAX.isError()).isTrue();
        assertThat(new NotifyType(16383).isError()).isTrue();
        assertThat(new NotifyType(16384).isError()).isFalse();
        assertThat(new NotifyType(65535).isError()).isFalse();
        assertThat(NotifyType.COOKIE2.isKnown()).isTrue();
        assertThat(new NotifyType(8192).isKnown()).isFalse();
    }

    @Test
    void everyStatusFromInitialContactToFullTranscriptIsKnownOnce() {
        Set<String> names = new HashSet<>();
        for (int code = 16384; code <= 16447; code++) {
            assertThat(new NotifyType(code).isKnown()).as("status " + code).isTrue();
            names.add(new NotifyType(code).toString());
        }
        assertThat(names).hasSize(64);
    }

    @DisplayName("R49 which ciphers have integrity of their own")
    @Test
    void aeadCiphers() {
        assertThat(TransformId.ENCR_AES_GCM_16.isAead()).isTrue();
        assertThat(TransformId.ENCR_CHACHA20_POLY1305.isAead()).isTrue();
        assertThat(new TransformId(TransformType.ENCR, 15).isAead()).isTrue();
        assertThat(TransformId.ENCR_AES_CBC.isAead()).isFalse();
        assertThat(TransformId.ENCR_NULL.isAead()).isFalse();
        assertThat(new TransformId(TransformType.KE, 20).isAead()).isFalse();
    }

    @DisplayName("R11 the payload types whose Critical bit does not count")
    @Test
    void understoodPayloads() {
        assertThat(new PayloadType(33).isUnderstood()).isTrue();
        assertThat(new PayloadType(48).isUnderstood()).isTrue();
        assertThat(new PayloadType(53).isUnderstood()).isTrue();
        assertThat(new PayloadType(32).isUnderstood()).isFalse();
        assertThat(new PayloadType(49).isUnderstood()).isFalse();
        assertThat(new PayloadType(54).isUnderstood()).isFalse();
    }
}
