package cygnet.daemon.config;

import java.nio.file.Path;

/**
 * A place in a configuration file.
 *
 * @param file as it was named by whoever asked for it or included it
 * @param line 1 and up; 0 where the file as a whole is meant
 * @param column 1 and up, in characters; 0 with line 0
 */
public record Position(Path file, int line, int column) {
    /** The file as a whole. */
    static Position ofFile(Path file) {
        return new Position(file, 0, 0);
    }

    Position plus(int columns) {
        return new Position(file, line, column + columns);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line + ":" + column;
    }
}
