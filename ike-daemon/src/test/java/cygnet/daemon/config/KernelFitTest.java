package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel can be told by PF_KEY, and what becomes of the rest. */
class KernelFitTest {
    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeKeys() throws IOException {
        directory = new ConfigDirectory(temporary);
        SigningKey key = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());
        directory.writeKey("private/host.pem", key.toPem());
        directory.writeRootKey();
    }

    private static String config(String kernel, String child) {
        return "daemon { kernel = " + kernel + "\n}\nsecrets { ike { secret = x\n } }\nconnections { bob {\n"
                + "remote_addrs = 192.0.2.2\nlocal { id = a.test\n auth = psk\n }\nremote { auth = psk\n }\n"
                + "children { host { mode = transport\n" + child + "\n}\n}\n}\n}\n";
    }

    private List<String> proposals(String kernel, String child) throws Exception {
        Connection bob = directory
                .load(config(kernel, child))
                .config()
                .peers()
                .connections()
                .get(0);
        return bob.children().get(0).proposals().stream()
                .map(Proposal::toString)
                .toList();
    }

    @Test
    void overNetlinkEverythingIsOffered() throws Exception {
        assertThat(proposals("netlink", "")).hasSize(3);
    }

    @Test
    void overPfkeyOnlyWhatItCanDoIsOffered() throws Exception {
        List<String> offered = proposals("pfkey", "");

        assertThat(offered)
                .singleElement()
                .satisfies(proposal -> assertThat(proposal)
                        .contains("AES_CBC", "HMAC_SHA2_384_192", "HMAC_SHA2_512_256")
                        .doesNotContain("GCM", "CHACHA", "SHA2_256", "ESN=64", "64_BIT"));
        assertThat(proposals("pfkey", "esp_proposals = default")).isEqualTo(offered);
    }

    @Test
    void whatWasChosenIsTakenAsItIs() throws Exception {
        assertThat(proposals("pfkey", "esp_proposals = aes128ctr-aesxcbc, default"))
                .hasSize(2);
        assertThat(proposals("pfkey", "ah_proposals = aesxcbc")).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            esp_proposals = aes256gcm16               | 17: esp_proposals: 'aes256gcm16': PF_KEY has no AES_GCM_16: write aes256-sha512, or kernel = netlink in daemon
            esp_proposals = aes256-sha512, aes256-sha256-esn | 39: esp_proposals: 'sha256': Linux's PF_KEY cuts HMAC_SHA2_256_128 to 96 bits, which RFC 4868 does not know: write sha384 or sha512, or kernel = netlink in daemon
            esp_proposals = aes256-sha512-esn         | 31: esp_proposals: 'esn': PF_KEY has no extended sequence numbers: write noesn, or kernel = netlink in daemon
            ah_proposals = sha512                     | 16: ah_proposals: 'sha512': Linux's PF_KEY pads AH with HMAC_SHA2_512_256 wrongly over IPv4: write aesxcbc, or kernel = netlink in daemon
            ah_proposals = default                    | 16: ah_proposals: 'default' leaves nothing: Linux's PF_KEY cuts HMAC_SHA2_256_128 to 96 bits, which RFC 4868 does not know: write aesxcbc, or kernel = netlink in daemon
            replay_window = 64                        | 17: replay_window: PF_KEY has no replay window of more than 32 packets, or kernel = netlink in daemon
            reqid = 4096                              | 9: reqid: over PF_KEY a reqid of one's own is at most 4095, or kernel = netlink in daemon
            """)
    void whatWasChosenAndCannotBeIsToldAtItsPlace(String child, String error) throws Exception {
        assertThat(directory.errors(config("pfkey", child))).contains("cygnet.conf:13:" + error);
        assertThat(directory.load(config("netlink", child)).warnings()).isEmpty();
    }
}
