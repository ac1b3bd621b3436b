package cygnet.daemon.config;

import java.nio.file.Path;

/** Walks over a file's characters and knows where it is. */
final class CharacterCursor {
    /** What {@link #peek} gives after the last character. */
    static final int END = -1;

    private final Path file;
    private final String text;
    private int index;
    private int line = 1;
    private int column = 1;

    CharacterCursor(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    int peek() {
        return index < text.length() ? text.charAt(index) : END;
    }

    boolean atEnd() {
        return index >= text.length();
    }

    /** The current character, behind which the cursor then stands. */
    char next() {
        char c = text.charAt(index++);
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
        return c;
    }

    Position position() {
        return new Position(file, line, column);
    }

    /** Whether what follows is {@code word}. */
    boolean follows(String word) {
        return text.startsWith(word, index);
    }

    /** The first character at or after {@code offset} from here that is no blank. */
    int peekPastBlanks(int offset) {
        int i = index + offset;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i < text.length() ? text.charAt(i) : END;
    }

    /** Goes back to where it stood at an earlier {@code position}, {@code characters} before here. */
    void goBack(Position position, int characters) {
        index -= characters;
        line = position.line();
        column = position.column();
    }

    int index() {
        return index;
    }

    void skipToEnd() {
        index = text.length();
    }

    void skipBlanks() {
        while (isBlank(peek())) {
            next();
        }
    }

    void skipLine() {
        while (!atEnd() && peek() != '\n') {
            next();
        }
    }

    /** Skips white space with line ends, and comments. */
    void skipSpace() {
        while (true) {
            if (isBlank(peek()) || peek() == '\n') {
                next();
            } else if (peek() == '#') {
                skipLine();
            } else {
                return;
            }
        }
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
