package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.ike.negotiation.Proposal;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** strongSwan's proposal strings. */
class ProposalSyntaxTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            aes128-sha256-modp2048           | AES_CBC_128/PRF_HMAC_SHA2_256/HMAC_SHA2_256_128/MODP_2048
            aes256-aes128-sha512-sha384-ecp384-x25519 | AES_CBC_256/AES_CBC_128/PRF_HMAC_SHA2_512/PRF_HMAC_SHA2_384/HMAC_SHA2_512_256/HMAC_SHA2_384_192/ECP_384/CURVE_25519
            aes128-sha256-prfsha512-ecp256   | AES_CBC_128/PRF_HMAC_SHA2_512/HMAC_SHA2_256_128/ECP_256
            aes256gcm16-prfsha384-curve25519 | AES_GCM_16_256/PRF_HMAC_SHA2_384/CURVE_25519
            aes256gcm16-sha384-ecp384        | AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_384
            aes128gcm128-chacha20poly1305-prfsha256-modp3072-modp4096 | AES_GCM_16_128/CHACHA20_POLY1305/PRF_HMAC_SHA2_256/MODP_3072/MODP_4096
            aes128gcm16-prfsha512-ecp521-x448-modp6144-modp8192 | AES_GCM_16_128/PRF_HMAC_SHA2_512/ECP_521/CURVE_448/MODP_6144/MODP_8192
            ke2_x448-aes128gcm16-prfsha256-x25519-ke1_mlkem768-ke1_none | AES_GCM_16_128/PRF_HMAC_SHA2_256/CURVE_25519/ADDKE1 ML_KEM_768/ADDKE1 NONE/ADDKE2 CURVE_448
            aes192-aes256ctr-aesxcbc-aescmac-ecp256 | AES_CBC_192/AES_CTR_256/PRF_AES128_XCBC/PRF_AES128_CMAC/AES_XCBC_96/AES_CMAC_96/ECP_256
            aes128ccm8-aes192ccm96-aes256ccm-prfaescmac-prfaesxcbc-ecp256 | AES_CCM_8_128/AES_CCM_12_192/AES_CCM_16_256/PRF_AES128_CMAC/PRF_AES128_XCBC/ECP_256
            x25519-aes-sha2_256-x25519       | AES_CBC_128/PRF_HMAC_SHA2_256/HMAC_SHA2_256_128/CURVE_25519
            """)
    void ikeProposalsAreCompleted(String text, String proposal) throws Exception {
        assertThat(print(ProposalSyntax.IKE.parse(text))).isEqualTo("IKE:" + proposal);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            aes128-sha256                 | AES_CBC_128/HMAC_SHA2_256_128/NO_EXT_SEQ
            aes128gcm16                   | AES_GCM_16_128/NO_EXT_SEQ
            aes128gcm16-sha256            | AES_GCM_16_128/NO_EXT_SEQ
            aes256gcm16-esn-noesn-x25519  | AES_GCM_16_256/CURVE_25519/EXT_SEQ/NO_EXT_SEQ
            aes256gcm16-x25519-none-esn   | AES_GCM_16_256/CURVE_25519/NONE/EXT_SEQ
            null-sha256                   | NULL/HMAC_SHA2_256_128/NO_EXT_SEQ
            chacha20poly1305-esn          | CHACHA20_POLY1305/EXT_SEQ
            aes256gcm16-x25519-ke1_mlkem768-ke1_none | AES_GCM_16_256/CURVE_25519/NO_EXT_SEQ/ADDKE1 ML_KEM_768/ADDKE1 NONE
            """)
    void espProposalsAreCompleted(String text, String proposal) throws Exception {
        assertThat(print(ProposalSyntax.ESP.parse(text))).isEqualTo("ESP:" + proposal);
    }

    @Test
    void ahProposalsHaveIntegrityAlone() throws Exception {
        assertThat(print(ProposalSyntax.AH.parse("sha256-sha512-esn")))
                .isEqualTo("AH:HMAC_SHA2_256_128/HMAC_SHA2_512_256/EXT_SEQ");
        assertThatThrownBy(() -> ProposalSyntax.AH.parse("noesn"))
                .hasMessage("the proposal lacks an integrity algorithm, e.g. sha256");
        assertThatThrownBy(() -> ProposalSyntax.AH.parse("aes128gcm16"))
                .hasMessageContaining("the proposal lacks an integrity algorithm");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            aes128-sha256                    | the proposal lacks a key exchange, e.g. x25519
            aes128gcm16-x25519               | the proposal lacks a PRF, e.g. prfsha256
            aes128-x25519                    | the proposal lacks an integrity algorithm, e.g. sha256
            sha256-x25519                    | the proposal lacks a cipher, e.g. aes256gcm16
            x25519                           | the proposal lacks a PRF, e.g. prfsha256 and a cipher, e.g. aes256gcm16
            aes128-aes128gcm16-sha256-x25519 | AEAD and other ciphers can't be in one proposal (RFC 7296 section 3.3): write two, with a comma between them
            aes128-sha256-x25519-esn         | an IKE SA has no extended sequence numbers: leave out esn and noesn
            aes128-sha256-x25519-none        | an IKE SA needs a key exchange: leave out none
            aes129-sha256-x25519             | unknown algorithm 'aes129'; did you mean 'aes128'?
            AES128-sha256-x25519             | unknown algorithm 'AES128'; did you mean 'aes128'?
            aes128-sha256-                   | unknown algorithm ''
            aes128-sha256-nonsense           | unknown algorithm 'nonsense'
            3des-sha256-x25519               | '3des' is not offered: the cipher's 64-bit blocks are too small
            aes128-md5-x25519                | 'md5' is not offered: MD5 and SHA-1 are on their way out (RFC 8247 section 2)
            aes128-sha1-x25519               | 'sha1' is not offered: MD5 and SHA-1 are on their way out (RFC 8247 section 2)
            aes128-sha256-modp1024           | 'modp1024' is not offered: the group is too weak (RFC 8247 section 2.4)
            aes128-sha256-ecp256bp           | 'ecp256bp' is not available yet
            aes256gcm8-prfsha256-x25519      | 'aes256gcm8' is not offered: its integrity check value is too short
            camellia256-sha256-x25519        | 'camellia256' is not available yet
            aes128-camelliaxcbc-x25519       | 'camelliaxcbc' is not available yet
            null-sha256-x25519               | an IKE SA must encrypt: leave out null (RFC 8247 section 2.1)
            aes128gmac-prfsha256-x25519      | 'aes128gmac' is not offered: it does not encrypt
            aes128-sha256-mlkem768           | 'mlkem768' is available as an additional key exchange, e.g. x25519-ke1_mlkem768
            aes128-sha256-x25519-ke1_x25519  | CURVE_25519 can't be the first and an additional key exchange (RFC 9370 section 2.2.1)
            aes128-sha256-x25519-ke1_sha256  | 'sha256' is no key exchange method
            aes128-sha256-x25519-ke8_mlkem768 | unknown algorithm 'ke8_mlkem768'
            """)
    void ikeProposalsAreRefused(String text, String reason) {
        assertThatThrownBy(() -> ProposalSyntax.IKE.parse(text))
                .isInstanceOf(BadValueException.class)
                .hasMessage(reason);
    }

    @Test
    void anEspProposalHasNoPrfAndNeedsItsIntegrity() {
        assertThatThrownBy(() -> ProposalSyntax.ESP.parse("aes128gcm16-prfsha256"))
                .hasMessage("a Child SA takes its keys from the IKE SA's PRF: leave out the prf keyword");
        assertThatThrownBy(() -> ProposalSyntax.ESP.parse("null"))
                .hasMessage("the proposal lacks an integrity algorithm, e.g. sha256");
        assertThatThrownBy(() -> ProposalSyntax.ESP.parse("aes128"))
                .hasMessage("the proposal lacks an integrity algorithm, e.g. sha256");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            aes128gcm16-ke1_mlkem768             | an additional key exchange needs a first one, which may not be none, e.g. x25519-ke1_mlkem768 (RFC 9370 section 2.2.1)
            aes128gcm16-x25519-none-ke1_mlkem768 | an additional key exchange needs a first one, which may not be none, e.g. x25519-ke1_mlkem768 (RFC 9370 section 2.2.1)
            aes128gcm16-x25519-ke1_x25519        | CURVE_25519 can't be the first and an additional key exchange (RFC 9370 section 2.2.1)
            """)
    void additionalKeyExchangesOfAChildSaNeedAFirstOne(String text, String reason) {
        assertThatThrownBy(() -> ProposalSyntax.ESP.parse(text))
                .isInstanceOf(BadValueException.class)
                .hasMessage(reason);
    }

    @Test
    void theDefaultStandsForSeveralProposalsAndAllAreNumbered() throws Exception {
        List<Proposal> proposals = ProposalSyntax.numbered(
                List.of(ProposalSyntax.IKE.parse("aes128-sha256-x25519"), ProposalSyntax.IKE.parse("default")));
        assertThat(proposals).extracting(Proposal::number).containsExactly(1, 2, 3, 4);
        String common = "PRF_HMAC_SHA2_256/PRF_HMAC_SHA2_384/PRF_HMAC_SHA2_512/";
        String groups = "CURVE_25519/ECP_256/ECP_384/MODP_2048/MODP_3072/MODP_4096/ADDKE1 ML_KEM_768/ADDKE1 NONE";
        assertThat(print(proposals.subList(1, 4)))
                .isEqualTo("IKE:AES_GCM_16_256/AES_GCM_16_128/" + common + groups
                        + " IKE:CHACHA20_POLY1305/" + common + groups
                        + " IKE:AES_CBC_256/AES_CBC_128/" + common
                        + "HMAC_SHA2_256_128/HMAC_SHA2_384_192/HMAC_SHA2_512_256/" + groups);
        assertThat(print(ProposalSyntax.ESP.parse("default")))
                .isEqualTo("ESP:AES_GCM_16_256/AES_GCM_16_128/EXT_SEQ/NO_EXT_SEQ"
                        + " ESP:CHACHA20_POLY1305/EXT_SEQ/NO_EXT_SEQ"
                        + " ESP:AES_CBC_256/AES_CBC_128/HMAC_SHA2_256_128/HMAC_SHA2_384_192/HMAC_SHA2_512_256"
                        + "/EXT_SEQ/NO_EXT_SEQ");
    }

    private static String print(List<Proposal> proposals) {
        return proposals.stream().map(Proposal::toString).collect(Collectors.joining(" "));
    }
}
