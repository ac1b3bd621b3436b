package cygnet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.daemon.config.PublishConfig.Automatic;
import cygnet.dns.publish.TsigKey;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code host.publish}. */
class PublishConfigTest {
    private static final TsigKey ALICE =
            new TsigKey("alice.key", TsigKey.Algorithm.HMAC_SHA512, Secret.copyOf(Octets.ofUtf8("secret of alice")));
    private static final String SECRET = "c2VjcmV0IG9mIGFsaWNl";

    @TempDir
    Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeKeys() throws IOException {
        directory = new ConfigDirectory(temporary);
        directory.writeKey(
                "private/host.pem",
                SigningKey.generate(KeyType.ED25519, 0, RandomSource.system()).toPem());
        directory.writeKey("private/bare.key", SECRET + "\n");
        directory.writeKey("private/bind.key", """
                key "alice.key" {
                    algorithm hmac-sha512;
                    secret "c2VjcmV0IG9mIGFsaWNl";
                };
                """);
        directory.writeKey("private/knot.key", """
                # hmac-sha512:alice.key:c2VjcmV0IG9mIGFsaWNl
                key:
                  - id: alice.key
                    algorithm: hmac-sha512
                    secret: c2VjcmV0IG9mIGFsaWNl
                """);
    }

    @Test
    void aSectionWithAKeyAloneLeavesTheRestToDns() throws Exception {
        PublishConfig config = publish("key_file = bind.key").orElseThrow();
        assertThat(config)
                .isEqualTo(new PublishConfig(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        ALICE,
                        Duration.ofHours(1),
                        10,
                        false,
                        true,
                        List.of(),
                        Automatic.ADDRESSES));
        assertThat(directory
                        .load("host { id = a.example.test }")
                        .config()
                        .host()
                        .publish())
                .isEmpty();
    }

    @Test
    void everythingCanBeSaid() throws Exception {
        String text = """
                zone = example.test
                server = 192.0.2.53@5353
                name_servers = 192.0.2.53, 2001:db8::53
                key_file = bare.key
                key_name = alice.key
                key_algorithm = hmac-sha512
                ttl = 5m
                precedence = 0
                reverse = yes
                address_records = no
                addresses = 192.0.2.0/24
                automatic = all
                """;
        assertThat(publish(text))
                .contains(new PublishConfig(
                        Optional.of("example.test"),
                        Optional.of(new Endpoint(IpAddress.parse("192.0.2.53"), 5353)),
                        List.of(
                                new Endpoint(IpAddress.parse("192.0.2.53"), 53),
                                new Endpoint(IpAddress.parse("2001:db8::53"), 53)),
                        ALICE,
                        Duration.ofMinutes(5),
                        0,
                        true,
                        false,
                        List.of(IpNetwork.parse("192.0.2.0/24")),
                        Automatic.ALL));
    }

    @ParameterizedTest
    @CsvSource({"bind.key", "knot.key"})
    void keysAreReadAsTheNameServersPrintThem(String file) throws Exception {
        assertThat(publish("key_file = " + file).orElseThrow().key()).isEqualTo(ALICE);
        assertThat(errors("key_file = " + file + "\nkey_name = bob.key"))
                .containsExactly("cygnet.conf:4:12: key_file: the file says 'alice.key', and key_name says 'bob.key'");
    }

    @Test
    void everyMistakeHasItsPlace() throws Exception {
        assertThat(errors("ttl = 1s\nkey_file = bind.key\nzone = a..b\nautomatic = yes\nsever = 192.0.2.1"))
                .containsExactly(
                        "cygnet.conf:4:7: ttl: 1s is not between 30s and 7d",
                        "cygnet.conf:6:8: zone: 'a..b' is not the name of a zone",
                        "cygnet.conf:7:13: automatic: 'yes' is not one of all, addresses, no",
                        "cygnet.conf:8:1: unknown key 'sever' in host.publish; did you mean 'server'?");
        assertThat(errors("ttl = 1h"))
                .containsExactly(
                        "cygnet.conf:3:8: publish needs a key_file: the secret that the name server lets this host"
                                + " change its records with");
        assertThat(errors("key_file = bare.key"))
                .containsExactly("cygnet.conf:4:12: key_file: the file has no name for the key: tell the key_name");
        assertThat(errors("key_file = host.pem").get(0))
                .contains(
                        "key_file: the file is neither a secret in base64 nor a key as tsig-keygen or keymgr -t print it");
        assertThat(directory.errors("host { id = a.test\n publish { key_file = bind.key\n server = 192.0.2.53 } }"))
                .containsExactly("cygnet.conf:1:1: publish needs a key in host: it is what peers look for in DNS");
        assertThat(directory
                        .errors("host { id = localhost\n key = host.pem\n publish { key_file = bind.key } }")
                        .get(0))
                .contains("publish needs the zone's primary in server, or a section dns");
    }

    @Test
    void aSecretThatOthersCanReadIsRefusedAndNeverQuoted() throws Exception {
        directory.write("private/open.key", SECRET);
        assertThat(errors("key_file = open.key\nkey_name = alice.key"))
                .containsExactly(
                        "cygnet.conf:4:12: key_file: the secret in private/open.key is open to group or others;"
                                + " run: chmod 600 private/open.key");
        directory.writeKey(
                "private/broken.key", "key alice.key {\n algorithm hmac-md5;\n secret \"" + SECRET + "\";\n};\n");
        assertThat(errors("key_file = broken.key"))
                .containsExactly(
                        "cygnet.conf:4:12: key_file: the key in the file is for 'hmac-md5': only hmac-sha256 and"
                                + " hmac-sha512 are used");
    }

    private Optional<PublishConfig> publish(String text) throws IOException, ConfigException {
        return directory.load(config(text)).config().host().publish();
    }

    private List<String> errors(String text) throws IOException {
        return directory.errors(config(text));
    }

    private static String config(String text) {
        return "dns { upstream = 192.0.2.53\n dnssec = off }\nhost { publish {\n" + text
                + "\n}\n id = alice.example.test\n key = host.pem\n}\n";
    }
}
