package cygnet.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path temporary;

    private Path file() {
        return temporary.resolve("state").resolve("names");
    }

    private StateFile state() {
        return new StateFile(file(), "the names");
    }

    private static List<String> wellFormed(List<String> lines) {
        if (lines.contains("rubbish")) {
            throw new IllegalArgumentException("that is rubbish");
        }
        return lines;
    }

    @Test
    void theNewContentsReplaceTheOldOnesAndNothingElseIsLeft() {
        state().replace("one\ntwo\nthree\n");
        state().replace("vier\n");

        assertThat(state().read(StateFileTest::wellFormed)).contains(List.of("vier"));
        assertThat(temporary.resolve("state").toFile().list()).containsExactly("names");
    }

    @Test
    void whereThereIsNoFileThereIsNothing() {
        assertThat(state().read(StateFileTest::wellFormed)).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsSetAsideAndKept() throws IOException {
        state().replace("rubbish\n");

        assertThat(state().read(StateFileTest::wellFormed)).isEmpty();
        assertThat(file()).doesNotExist();
        assertThat(Files.readString(file().resolveSibling("names.bad"))).isEqualTo("rubbish\n");
    }

    @Test
    void aFileThatIsTooLargeIsSetAsideUnread() throws IOException {
        state().replace("");
        try (RandomAccessFile large = new RandomAccessFile(file().toFile(), "rw")) {
            large.setLength((16 << 20) + 1);
        }

        assertThat(state().read(StateFileTest::wellFormed)).isEmpty();
        assertThat(file().resolveSibling("names.bad")).exists();
    }

    @Test
    void whatCannotBeWrittenLeavesTheOldContents() throws IOException {
        state().replace("old\n");
        Files.createDirectory(file().resolveSibling("names.new"));
        state().replace("new\n");

        assertThat(state().read(StateFileTest::wellFormed)).contains(List.of("old"));
    }
}
