package cygnet.daemon.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Host keys, made and shown. */
class KeyCommandsTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"rsa, 2048, RSA, 2", "ecdsa, 256, ECDSA, 3", "ecdsa, 384, ECDSA, 3", "ed25519, , ED25519, 4"})
    void aKeyThatIsMadeCanBeShown(String type, String bits, KeyType kind, int algorithm) throws Exception {
        Path file = temporary.resolve("private/host.pem");
        Cygnetctl.Result made = bits == null
                ? Cygnetctl.run("keygen", "--type", type, "--out", file.toString())
                : Cygnetctl.run("keygen", "--type", type, "--bits", bits, "--out", file.toString());
        assertThat(made.err()).isEmpty();
        assertThat(made.status()).isZero();
        assertThat(made.out()).contains(file.toString(), "SHA256:", "cygnetctl show-key --key " + file);
        SigningKey key = SigningKey.ofPem(Files.readString(file));
        assertThat(key.verificationKey().type()).isEqualTo(kind);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }

        String[] line = Cygnetctl.run("show-key", "--key", file.toString(), "--name", "Alice.Example.TEST.", "--record")
                .out()
                .strip()
                .split(" ", -1);
        assertThat(String.join(" ", line).replace(line[8], "KEY"))
                .isEqualTo("alice.example.test. 3600 IN IPSECKEY 10 0 " + algorithm + " . KEY");
        Octets published = Octets.of(Base64.getDecoder().decode(line[8]));
        assertThat(VerificationKey.ofIpsecKey(algorithm, published)).isEqualTo(key.verificationKey());
    }

    @Test
    void aKeyThatIsThereIsNotReplacedUnlessToldTo() throws Exception {
        Path file = temporary.resolve("host.pem");
        Files.writeString(file, "precious");
        Cygnetctl.Result refused = Cygnetctl.run("keygen", "--out", file.toString());
        assertThat(refused.status()).isOne();
        assertThat(refused.err()).contains(file.toString(), "--force");
        assertThat(file).hasContent("precious");
        assertThat(Cygnetctl.run("keygen", "--out", file.toString(), "--force").status())
                .isZero();
        assertThat(SigningKey.ofPem(Files.readString(file)).verificationKey().type())
                .isEqualTo(KeyType.ED25519);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keysThatThereAreNotAreUsageErrors() {
        String out = temporary.resolve("host.pem").toString();
        assertThat(Cygnetctl.run("keygen", "--type", "dsa", "--out", out).err())
                .startsWith("--type is ed25519, ed448, rsa or ecdsa, not 'dsa'");
        assertThat(Cygnetctl.run("keygen", "--type", "rsa", "--bits", "1024", "--out", out)
                        .status())
                .isEqualTo(2);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theConfigurationSaysWhoseKeyIsShown() throws Exception {
        Path config = configure();
        Cygnetctl.Result shown =
                Cygnetctl.run("show-key", "--config", config.toString(), "--ttl", "60", "--precedence", "5");
        VerificationKey key = key(config).verificationKey();
        String base64 = Base64.getEncoder().encodeToString(key.ipsecKey().toByteArray());
        assertThat(shown.status()).isZero();
        assertThat(shown.out())
                .contains("alice.example.test. 60 IN IPSECKEY 5 0 2 . " + base64 + "\n")
                .contains(key.toPem().strip())
                .contains("pubkeys = alice.example.test.pem", "id = alice.example.test")
                .contains("    rightid=@alice.example.test\n    rightrsasigkey=0s" + base64 + "\n")
                .contains(key.fingerprint())
                .doesNotContain("PRIVATE");
    }

    @Test
    void aProgramGetsTheKeyAsJson() throws Exception {
        Path config = configure();
        VerificationKey key = key(config).verificationKey();
        assertThat(Cygnetctl.run("show-key", "--config", config.toString(), "--json")
                        .out())
                .startsWith("{\n  \"name\": \"alice.example.test\",\n  \"type\": \"RSA\",\n  \"bits\": 2048,\n")
                .contains("\"fingerprint\": \"" + key.fingerprint() + "\"")
                .contains("\"pem\": \"" + key.toPem().replace("\n", "\\n") + "\"");
    }

    @Test
    void whatCannotBeShownSaysWhy() throws Exception {
        Path none = temporary.resolve("none.pem");
        assertThat(Cygnetctl.run("show-key", "--key", none.toString(), "--name", "a.test"))
                .isEqualTo(new Cygnetctl.Result(1, "", "cygnetctl: there is no file " + none + "\n"));
        Path broken = temporary.resolve("broken.conf");
        Files.writeString(broken, "host { idd = a.test\n}\n");
        assertThat(Cygnetctl.run("show-key", "--config", broken.toString()).err())
                .isEqualTo("cygnetctl: " + broken + ":1:8: unknown key 'idd' in host; did you mean 'id'?\n");
        Path key = key();
        assertThat(Cygnetctl.run("show-key", "--key", key.toString(), "--name", "localhost")
                        .err())
                .isEqualTo("cygnetctl: 'localhost' is not a host name with a domain\n");
        assertThat(Cygnetctl.run("show-key", "--key", key.toString(), "--name", "a.test", "--precedence", "256")
                        .status())
                .isOne();
    }

    private Path configure() throws IOException {
        key();
        Path config = temporary.resolve("cygnet.conf");
        Files.writeString(config, "host { id = alice.example.test\n key = host.pem\n}\n");
        return config;
    }

    private Path key() throws IOException {
        Path file = temporary.resolve("private/host.pem");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                SigningKey.generate(KeyType.RSA, 2048, RandomSource.system()).toPem());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static SigningKey key(Path config) throws Exception {
        return SigningKey.ofPem(Files.readString(config.resolveSibling("private/host.pem")));
    }
}
