package cygnet.daemon.state;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Recollection;
import cygnet.ike.policy.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories on disk. */
class MemoryFileTest {
    private static final Recollection BOB = new Recollection(
            "private-or-clear 0.0.0.0/0",
            IpAddress.parse("192.0.2.1"),
            IpAddress.parse("192.0.2.2"),
            Finding.NO_KEY,
            "bob.example.test: proven absence",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            3);

    @TempDir
    Path temporary;

    private Path file() {
        return temporary.resolve("state").resolve("memory");
    }

    @Test
    void whatWasWrittenIsRead() {
        Recollection six = new Recollection(
                "private-or-clear ::/0",
                IpAddress.parse("2001:db8::1"),
                IpAddress.parse("2001:db8::2"),
                Finding.NO_SA,
                "no SA within 3000 ms",
                Instant.parse("2026-01-02T03:04:06Z"),
                0);
        new MemoryFile(file()).writeIfChanged(List.of(BOB, six));

        assertThat(new MemoryFile(file()).read()).containsExactly(BOB, six);
    }

    @Test
    void withoutAFileThereIsNothing() {
        assertThat(new MemoryFile(file()).read()).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatHasNotChangedIsNotWrittenAgain() throws IOException {
        MemoryFile memory = new MemoryFile(file());
        memory.writeIfChanged(List.of(BOB));
        Files.delete(file());
        memory.writeIfChanged(List.of(BOB));
        assertThat(file()).doesNotExist();

        memory.writeIfChanged(List.of());
        assertThat(new MemoryFile(file()).read()).isEmpty();
    }

    /** Peers and name servers have a say in causes. */
    @Test
    void aCauseCannotForgeALine() {
        Recollection sly = new Recollection(
                BOB.rule(), BOB.local(), BOB.remote(), BOB.finding(), "a\tb\n192.0.2.3\tc", BOB.until(), 0);
        new MemoryFile(file()).writeIfChanged(List.of(sly));

        assertThat(new MemoryFile(file()).read())
                .singleElement()
                .extracting(Recollection::cause)
                .isEqualTo("a?b?192.0.2.3?c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.2\n",
                "192.0.2.2\t192.0.2.1\tprivate 0.0.0.0/0\tno-such-finding\t2026-01-02T03:04:05Z\t0\tx\n",
                "192.0.2.2\t192.0.2.1\tprivate 0.0.0.0/0\tkey\t2026-01-02T03:04:05Z\t0\tx\n",
                "192.0.2.2\t192.0.2.1\tprivate 0.0.0.0/0\tno-key\tyesterday\t0\tx\n",
                "192.0.2.2\t192.0.2.1\tprivate 0.0.0.0/0\tno-key\t2026-01-02T03:04:05Z\t-1\tx\n",
                "name\t192.0.2.1\tprivate 0.0.0.0/0\tno-key\t2026-01-02T03:04:05Z\t0\tx\n"
            })
    void aFileThatCannotBeReadIsSetAside(String text) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);

        assertThat(new MemoryFile(file()).read()).isEmpty();
        assertThat(file()).doesNotExist();
        assertThat(file().resolveSibling("memory.bad")).hasContent(text.strip());
    }

    @Test
    void octetsThatAreNoTextAreSetAsideToo() throws IOException {
        Files.createDirectories(file().getParent());
        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThat(new MemoryFile(file()).read()).isEmpty();
        assertThat(file().resolveSibling("memory.bad")).exists();
    }
}
