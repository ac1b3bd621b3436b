package cygnet.daemon.config;

import cygnet.daemon.config.Setting.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses strongSwan's configuration syntax into a {@link SectionDraft}. After a mistake it goes on with the next line, so
 * that all mistakes of a file are told at once.
 *
 * <pre>
 *   statements = { NAME "=" value | NAME [":" reference {"," reference}] "{" statements "}" | "include" pattern }
 *   value      = words and quoted strings up to the end of the line, "#" or "}"
 * </pre>
 */
final class ConfigParser {
    private static final String INCLUDE = "include";
    private static final String NOT_IN_NAMES = "#{}:.,=\"\r\n\t ";
    private static final int MAX_DEPTH = 64;

    /** Reads what an {@code include} names into the section where it stands. */
    interface Includes {
        void include(String pattern, Position position, SectionDraft section);
    }

    /** The rest of the line makes no sense. */
    private static final class SyntaxException extends Exception {
        private final transient Position position;

        SyntaxException(Position position, String message) {
            super(message);
            this.position = position;
        }

        Problem problem() {
            return new Problem(position, String.valueOf(getMessage()));
        }
    }

    private final CharacterCursor cursor;
    private final Includes includes;
    private final Problems problems;
    private int depth;
    private boolean gaveUp;

    private ConfigParser(CharacterCursor cursor, Includes includes, Problems problems) {
        this.cursor = cursor;
        this.includes = includes;
        this.problems = problems;
    }

    /** Parses {@code text}, which is {@code file}'s, into {@code section}. */
    static void parse(Path file, String text, SectionDraft section, Includes includes, Problems problems) {
        ConfigParser parser = new ConfigParser(new CharacterCursor(file, text), includes, problems);
        while (!parser.statements(section)) {
            problems.error(parser.cursor.position(), "'}' without a section to close");
            parser.cursor.next();
        }
    }

    /** Returns true at the end of the file, false before a closing brace. */
    private boolean statements(SectionDraft section) {
        while (true) {
            cursor.skipSpace();
            if (cursor.atEnd()) {
                return true;
            }
            if (cursor.peek() == '}') {
                return false;
            }
            try {
                statement(section);
            } catch (SyntaxException e) {
                problems.error(e.problem().position(), e.problem().message());
                recover();
            }
        }
    }

    /** Skips the rest of the line, and the sections that it opens. */
    private void recover() {
        int opened = 0;
        while (!cursor.atEnd() && cursor.peek() != '\n' && cursor.peek() != '#') {
            if (cursor.peek() == '}' && --opened < 0) {
                return;
            }
            opened += cursor.peek() == '{' ? 1 : 0;
            cursor.next();
        }
        for (int i = 0; i < opened; i++) {
            body(SectionDraft.root(cursor.position()), cursor.position());
        }
    }

    private void statement(SectionDraft section) throws SyntaxException {
        if (isInclude()) {
            include(section);
            return;
        }
        Position position = cursor.position();
        String name = name();
        cursor.skipSpace();
        switch (cursor.peek()) {
            case '=' -> {
                cursor.next();
                section.put(new Setting(section.path, name, position, value()));
            }
            case ':', '{' -> section(section.section(name, position), position);
            default ->
                throw new SyntaxException(
                        cursor.position(), "expected '=', '{' or ':' after '" + name + "', not " + found());
        }
    }

    private void section(SectionDraft section, Position position) throws SyntaxException {
        if (cursor.peek() == ':') {
            references(section);
        }
        cursor.next(); // the brace
        body(section, position);
    }

    /** Parses up to the brace that closes the section, and that brace. */
    private void body(SectionDraft section, Position position) {
        if (depth >= MAX_DEPTH) {
            problems.error(position, "sections are nested more than " + MAX_DEPTH + " deep");
            cursor.skipToEnd();
            gaveUp = true;
            return;
        }
        depth++;
        boolean atEnd = statements(section);
        depth--;
        if (!atEnd) {
            cursor.next(); // the closing brace
        } else if (!gaveUp) {
            problems.error(position, "the section that begins here is not closed: '}' is missing");
        }
    }

    /** Reads what follows a name up to the opening brace. */
    private void references(SectionDraft section) throws SyntaxException {
        do {
            cursor.next(); // the colon or comma
            cursor.skipSpace();
            Position position = cursor.position();
            StringBuilder path = new StringBuilder(name());
            while (cursor.peek() == '.') {
                path.append(cursor.next()).append(name());
            }
            section.references.add(new SectionDraft.Reference(path.toString(), position));
            cursor.skipSpace();
        } while (cursor.peek() == ',');
        if (cursor.peek() != '{') {
            throw new SyntaxException(cursor.position(), "expected '{' or ',', not " + found());
        }
    }

    private String name() throws SyntaxException {
        StringBuilder name = new StringBuilder();
        while (!cursor.atEnd() && NOT_IN_NAMES.indexOf(cursor.peek()) < 0) {
            name.append(cursor.next());
        }
        if (name.isEmpty()) {
            throw new SyntaxException(cursor.position(), "expected a name, not " + found());
        }
        return name.toString();
    }

    private List<Word> value() throws SyntaxException {
        List<Word> words = new ArrayList<>();
        while (true) {
            cursor.skipBlanks();
            int c = cursor.peek();
            if (c == CharacterCursor.END || c == '\n' || c == '#' || c == '}') {
                return words;
            }
            Position position = cursor.position();
            words.add(new Word(c == '"' ? quoted() : word(), position));
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (!cursor.atEnd() && "\n#}\"".indexOf(cursor.peek()) < 0 && !CharacterCursor.isBlank(cursor.peek())) {
            word.append(cursor.next());
        }
        return word.toString();
    }

    private String quoted() throws SyntaxException {
        Position position = cursor.position();
        int begin = cursor.index();
        cursor.next(); // the opening quote
        StringBuilder text = new StringBuilder();
        while (!cursor.atEnd()) {
            char c = cursor.next();
            if (c == '"') {
                return text.toString();
            }
            if (c != '\\') {
                text.append(c);
            } else if (!cursor.atEnd()) {
                char escaped = cursor.next();
                switch (escaped) {
                    case 'n' -> text.append('\n');
                    case 'r' -> text.append('\r');
                    case 't' -> text.append('\t');
                    case '\n' -> {} // joins two lines
                    default -> text.append(escaped);
                }
            }
        }
        cursor.goBack(position, cursor.index() - begin); // the lines below it are probably sound
        throw new SyntaxException(position, "the quoted string that begins here does not end");
    }

    /** {@code include = x} and {@code include { ... }} are a key and a section like any other. */
    private boolean isInclude() {
        boolean isKeyword = cursor.follows(INCLUDE + " ") || cursor.follows(INCLUDE + "\t");
        return isKeyword && "=:{}#\n".indexOf(cursor.peekPastBlanks(INCLUDE.length())) < 0;
    }

    private void include(SectionDraft section) throws SyntaxException {
        for (int i = 0; i < INCLUDE.length(); i++) {
            cursor.next();
        }
        cursor.skipBlanks();
        Position position = cursor.position();
        String pattern = cursor.peek() == '"' ? quoted() : unquotedPattern();
        includes.include(pattern, position, section);
    }

    private String unquotedPattern() {
        StringBuilder pattern = new StringBuilder();
        while (!cursor.atEnd() && "\n#}\"".indexOf(cursor.peek()) < 0 && !CharacterCursor.isBlank(cursor.peek())) {
            char c = cursor.next();
            boolean escapes = c == '\\' && !cursor.atEnd() && " \"#}\\".indexOf(cursor.peek()) >= 0;
            pattern.append(escapes ? cursor.next() : c);
        }
        return pattern.toString();
    }

    private String found() {
        int c = cursor.peek();
        if (c == CharacterCursor.END) {
            return "the end of the file";
        }
        return c == '\n' ? "the end of the line" : "'" + Printable.text(String.valueOf((char) c)) + "'";
    }
}
