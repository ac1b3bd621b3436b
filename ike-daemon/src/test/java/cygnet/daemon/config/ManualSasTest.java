package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.registry.TransformId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManualSasTest {
    private static final String CONFIG = "daemon { manual_sas = manual.sas\n}\n";
    private static final String KEY = "0x000102030405060708090a0b0c0d0e0f";
    private static final String OTHER_KEY = "0x101112131415161718191a1b1c1d1e1f";
    private static final String BOB = """
            bob {
              local = 192.0.2.1
              remote = 192.0.2.2
              encryption = aes128
              integrity = aesxcbc
              in {
                spi = 0x100
                encryption_key = KEY
                integrity_key = KEY
              }
              out {
                spi = 257
                encryption_key = OTHER
                integrity_key = OTHER
              }
            }
            """.replace("KEY", KEY).replace("OTHER", OTHER_KEY);

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = new ConfigDirectory(temporary);
    }

    private List<ManualSa> load(String file) throws Exception {
        directory.writeKey("manual.sas", file);
        return directory.load(CONFIG).config().manualSas();
    }

    private List<String> errors(String config, String file) throws IOException {
        directory.writeKey("manual.sas", file);
        return directory.errors(config).stream()
                .map(line -> line.replace(temporary + "/", ""))
                .toList();
    }

    @Test
    void pairOfEspSasIsAllThatTheFileSays() throws Exception {
        ManualSa bob = load(BOB).get(0);

        SecurityAssociation in = bob.inbound();
        assertThat(in.id().toString()).isEqualTo("ESP 00000100 to 192.0.2.1");
        assertThat(in.source()).isEqualTo(IpAddress.parse("192.0.2.2"));
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(in.mode()).isEqualTo(Mode.TRANSPORT);
        assertThat(in.replayWindow()).isZero();
        assertThat(in.algorithms().encryption()).isEqualTo(TransformId.ENCR_AES_CBC);
        assertThat("0x" + in.encryptionKey().reveal().toHex()).isEqualTo(KEY);
        assertThat(bob.outbound().id().toString()).isEqualTo("ESP 00000101 to 192.0.2.2");
        assertThat("0x" + bob.outbound().integrityKey().reveal().toHex()).isEqualTo(OTHER_KEY);
        assertThat(in.reqid()).isEqualTo(bob.outbound().reqid()).isEqualTo(EngineConfig.LAST_REQID);
        assertThat(bob.toString()).doesNotContain(KEY.substring(2));
    }

    @Test
    void ahTakesIntegrityKeysOnly() throws Exception {
        ManualSa bob = load(BOB.replace("encryption = aes128", "protocol = ah")
                        .replaceAll("encryption_key.*\n", "")
                        .replace("192.0.2.", "2001:db8::"))
                .get(0);

        assertThat(bob.inbound().id().protocol()).isEqualTo(IpsecProtocol.AH);
        assertThat(bob.inbound().encryptionKey().length()).isZero();
        assertThat(bob.traffic().toString()).isEqualTo("2001:db8::1/128 === 2001:db8::2/128");
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource(delimiter = '|', textBlock = """
            spi = 0x100              | spi = 255             | 7:11: spi: 255 is not between 256 and 2147483647
            encryption = aes128      | encryption = aes128ctr | 4:16: encryption: 'aes128ctr' must not have keys that stay: after a restart its nonces would repeat; write aes128, aes192 or aes256
            encryption = aes128      | encryption = aes128gcm16 | 4:16: encryption: 'aes128gcm16' must not have keys that stay: after a restart its nonces would repeat; write aes128, aes192 or aes256
            encryption = aes128      | encryption = chacha20poly1305 | 4:16: encryption: 'chacha20poly1305' must not have keys that stay: after a restart its nonces would repeat; write aes128, aes192 or aes256
            encryption = aes128      | encryption = sha256   | 4:16: encryption: 'sha256' is no cipher: write aes128, aes192 or aes256
            encryption = aes128      | encryption = aes256   | 8:22: encryption_key: the key must have 256 bits, not 128
            encryption = aes128      |                       | 1:1: section bob has no encryption
            encryption = aes128      | encryption = null     | 8:5: encryption_key: nothing is encrypted
            integrity = aesxcbc      | integrity = aes128    | 5:15: integrity: 'aes128' is no integrity algorithm: write sha256, sha384 or sha512
            integrity = aesxcbc      | integrity = sha1      | 5:15: integrity: 'sha1' is not offered: MD5 and SHA-1 are on their way out (RFC 8247 section 2)
            remote = 192.0.2.2       | remote = 2001:db8::2  | 3:12: remote: it is not of local's family
            remote = 192.0.2.2       | remote = bob.test     | 3:12: remote: 'bob.test' is not an IP address
            remote = 192.0.2.2       | remotee = 192.0.2.2   | 3:3: unknown key 'remotee' in bob; did you mean 'remote'?
            remote = 192.0.2.2       | include other         | 3:11: keys are in this one file: nothing is included
            remote = 192.0.2.2       | remote }              | 3:10: expected '=', '{' or ':' after 'remote', not '}'
            spi = 257                | protocol = ah         | 11:3: section bob.out has no spi
            """)
    void mistakesAreToldAtTheirPlace(String good, String bad, String error) throws Exception {
        assertThat(errors(CONFIG, BOB.replace(good, bad == null ? "" : bad))).contains("manual.sas:" + error);
    }

    @Test
    void noMessageTellsAKey() throws Exception {
        for (String key : List.of("0x0011223344zz", "0x001", "secret-secret", "0x00112233")) {
            assertThat(errors(CONFIG, BOB.replace(KEY, key)))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).doesNotContain(key));
        }
    }

    @Test
    void keysMustDifferByDirection() throws Exception {
        assertThat(errors(CONFIG, BOB.replace(OTHER_KEY, KEY)))
                .containsExactly(
                        "manual.sas:1:1: the keys of in and out are the same: what a host sends could be sent back to it");
    }

    @Test
    void hostsHaveOnePairOfSas() throws Exception {
        assertThat(errors(CONFIG, BOB + BOB.replace("bob", "again")))
                .containsExactly("manual.sas:17:1: there is a pair of SAs for 192.0.2.1/32 === 192.0.2.2/32 already");
    }

    @Test
    void fileThatOthersCanReadIsRefused() throws Exception {
        directory.writeKey("manual.sas", BOB);
        Files.setPosixFilePermissions(temporary.resolve("manual.sas"), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(directory.errors(CONFIG))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("cygnet.conf:1:23: manual_sas: the secret in")
                        .contains("manual.sas is open to group or others; run: chmod 600"));
        assertThat(directory.errors("daemon { manual_sas = missing\n}\n"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("there is no such file"));
    }

    @Test
    void peerThatAConnectionNegotiatesWithHasNoManualSas() throws Exception {
        String connection = """
                secrets { ike { secret = x
                 } }
                connections { bob {
                 remote_addrs = 192.0.2.0/24
                 local { id = a.test
                 auth = psk }
                 remote { auth = psk }
                }
                }
                """;

        assertThat(errors(CONFIG + connection, BOB))
                .containsExactly("cygnet.conf:1:23: manual_sas: bob is with 192.0.2.2, with which connections.bob"
                        + " negotiates: name other remote_addrs there");
    }

    @Test
    void groupsDoNotNegotiateWithAPeerOfManualSas() throws Exception {
        directory.writeKey("manual.sas", BOB);
        String groups = """
                groups { clear { networks = 0.0.0.0/0, 192.0.2.2/32 }
                }
                host { id = a.test
                 key = host.pem }
                """;
        directory.writeKey(
                "private/host.pem",
                SigningKey.generate(KeyType.ED25519, 0, RandomSource.system()).toPem());

        PeerPolicy loaded = directory.load(CONFIG + groups).config().peers();

        assertThat(loaded.groups().of(IpAddress.parse("192.0.2.2")))
                .hasValueSatisfying(rule -> assertThat(rule.group()).isEqualTo(Group.BLOCK));
        assertThat(loaded.groups().of(IpAddress.parse("192.0.2.3")))
                .hasValueSatisfying(rule -> assertThat(rule.group()).isEqualTo(Group.CLEAR));
    }

    @Test
    void whatPfkeyCannotDoIsRefusedHereToo() throws Exception {
        assertThat(errors(CONFIG.replace("daemon {", "daemon { kernel = pfkey\n"), BOB.replace("aesxcbc", "aescmac")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("manual.sas:5:15: integrity: 'aescmac': PF_KEY has no AES_CMAC_96"));
    }
}
