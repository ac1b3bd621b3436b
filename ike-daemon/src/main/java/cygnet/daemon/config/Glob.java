package cygnet.daemon.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The files that a pattern names, as glob(3) has it: {@code *}, {@code ?} and {@code [...]} within one name, and a
 * leading dot only where the pattern has one. Java's own globs differ in braces and in dots.
 */
final class Glob {
    private Glob() {}

    /** Existing files for {@code pattern}, sorted; relative patterns start at {@code directory}. */
    static List<Path> expand(Path directory, String pattern) throws IOException {
        List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : directory);
        for (String name : pattern.split("/", -1)) {
            if (!name.isEmpty()) {
                found = step(found, name);
            }
        }
        return found.stream().filter(Files::isRegularFile).sorted().toList();
    }

    private static List<Path> step(List<Path> directories, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path directory : directories) {
            if (!isWild(name)) {
                Path next = directory.resolve(name);
                if (Files.exists(next)) {
                    found.add(next);
                }
            } else if (Files.isDirectory(directory)) {
                list(directory, pattern(name), found);
            }
        }
        return found;
    }

    private static void list(Path directory, Pattern pattern, List<Path> found) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (pattern.matcher(entry.getFileName().toString()).matches()) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean isWild(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    private static Pattern pattern(String name) {
        StringBuilder regex = new StringBuilder(name.startsWith(".") ? "" : "(?!\\.)");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int close = c == '[' ? name.indexOf(']', i + 2) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                regex.append(characterClass(name.substring(i + 1, close)));
                i = close; // the class is written
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            return Pattern.compile(Pattern.quote(name)); // a reversed range: like glob(3), only the very name matches
        }
    }

    private static String characterClass(String inside) {
        boolean negated = inside.startsWith("!") || inside.startsWith("^");
        StringBuilder escaped = new StringBuilder(negated ? "[^" : "[");
        for (char c : inside.substring(negated ? 1 : 0).toCharArray()) {
            escaped.append("\\[]&^".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return escaped.append(']').toString();
    }
}
