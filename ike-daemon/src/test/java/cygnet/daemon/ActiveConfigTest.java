package cygnet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.daemon.config.ConfigException;
import cygnet.daemon.config.ConfigReader;
import cygnet.daemon.vici.ReloadCommand;
import cygnet.ike.policy.PeerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading the configuration again. */
class ActiveConfigTest {
    private static final SigningKey KEY = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());
    private static final String HOST = """
            host { id = alice.example.test
                   key = host.pem }
            """;
    private static final String FIRST = HOST + "groups { block { networks = 192.0.2.0/24 } }\n";

    @TempDir
    Path temporary;

    private final List<PeerPolicy> forced = new ArrayList<>();
    private ActiveConfig active;

    @BeforeEach
    void load() throws IOException, ConfigException {
        Path key = temporary.resolve("private").resolve("host.pem");
        Files.createDirectories(key.getParent());
        Files.writeString(key, KEY.toPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        write(FIRST);
        active = new ActiveConfig(file(), ConfigReader.read(file()).config());
    }

    private Path file() {
        return temporary.resolve("cygnet.conf");
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private ReloadCommand.Outcome reload() {
        return active.reload(Runnable::run, forced::add).toCompletableFuture().join();
    }

    @Test
    void newPeersAreInForce() throws IOException {
        write(HOST + "groups { block { networks = 192.0.2.0/24, 198.51.100.0/24 } }");
        ReloadCommand.Outcome outcome = reload();

        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.rules()).isEqualTo(2);
        assertThat(outcome.restart()).isEmpty();
        assertThat(forced).containsExactly(active.peers());
        assertThat(active.peers().groups().rules()).hasSize(2);
    }

    @Test
    void aFileWithAMistakeChangesNothing() throws IOException {
        PeerPolicy before = active.peers();
        write(HOST + "groups { block { netwroks = 192.0.2.0/24 } }");
        ReloadCommand.Outcome outcome = reload();

        assertThat(outcome.problems())
                .singleElement()
                .asString()
                .contains("cygnet.conf:3:18")
                .contains("netwroks");
        assertThat(forced).isEmpty();
        assertThat(active.peers()).isSameAs(before);
    }

    /** Otherwise each reload would end what the groups have made. */
    @Test
    void theSameFileMeansTheSame() {
        PeerPolicy before = active.peers();
        reload();

        assertThat(active.peers()).isNotSameAs(before);
        assertThat(active.peers().opportunism().orElseThrow().anybody())
                .isEqualTo(before.opportunism().orElseThrow().anybody());
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws IOException {
        Files.delete(file());

        assertThat(reload().problems()).isNotEmpty();
        assertThat(forced).isEmpty();
    }

    @Test
    void whatIsReadAtTheStartAloneIsNamed() throws IOException {
        write(FIRST + "daemon { log = debug }\ndns { upstream = 192.0.2.53\ndnssec = off }\n");

        assertThat(reload().restart()).containsExactly("dns", "daemon");
        assertThat(forced).hasSize(1);
    }
}
