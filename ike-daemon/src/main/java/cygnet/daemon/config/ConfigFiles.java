package cygnet.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file and all that it includes. Includes are relative to the file that includes. */
final class ConfigFiles {
    /** As deep as strongSwan goes; it also ends files that include themselves. */
    private static final int MAX_INCLUDE_DEPTH = 10;

    private static final long MAX_OCTETS = 16L << 20;

    private final Problems problems;
    private int depth;

    private ConfigFiles(Problems problems) {
        this.problems = problems;
    }

    static SectionDraft read(Path file, Problems problems) {
        SectionDraft root = SectionDraft.root(new Position(file, 1, 1));
        new ConfigFiles(problems).read(file, Position.ofFile(file), root);
        return root;
    }

    /** @param blamed where a file that can't be read is complained about */
    private void read(Path file, Position blamed, SectionDraft section) {
        String text;
        try {
            text = text(file);
        } catch (CharacterCodingException e) {
            problems.error(Position.ofFile(file), "the file is not text in UTF-8");
            return;
        } catch (IOException e) {
            problems.error(blamed, "can't read " + file + ": " + reason(e));
            return;
        }
        ConfigParser.parse(file, text, section, this::include, problems);
    }

    private void include(String pattern, Position position, SectionDraft section) {
        if (depth >= MAX_INCLUDE_DEPTH) {
            problems.error(position, "includes are nested more than " + MAX_INCLUDE_DEPTH + " deep");
            return;
        }
        try {
            List<Path> files = Glob.expand(directoryOf(position.file()), pattern);
            if (files.isEmpty()) {
                problems.warn(position, "there is no file to include for '" + Printable.text(pattern) + "'");
            }
            depth++;
            for (Path file : files) {
                read(file, position, section);
            }
            depth--;
        } catch (IOException | InvalidPathException e) {
            problems.error(position, "can't include '" + Printable.text(pattern) + "': " + reason(e));
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_OCTETS) {
            throw new IOException("it is larger than " + (MAX_OCTETS >> 20) + " MiB");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
    }

    static Path directoryOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** Why a file could not be read, without its name. */
    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
