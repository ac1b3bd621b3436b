package cygnet.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/conformance.md} names every rule, and only tests that there are. */
class ConformanceTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int RULES = 102;
    private static final Pattern NAMED = Pattern.compile("(\\w+Test)#(\\w+)");
    private static final Pattern ROW = Pattern.compile("\\| (R\\d+) ");
    private static final Pattern RULE = Pattern.compile("Rules? ((?:R\\d+(?:, | and | to )?)+)");

    private final List<String> rows = rows();

    @Test
    void everyRuleHasItsRow() {
        List<String> expected = IntStream.rangeClosed(1, RULES)
                .mapToObj(n -> String.format("R%02d", n))
                .toList();
        assertThat(rows.stream()
                        .map(ROW::matcher)
                        .filter(Matcher::lookingAt)
                        .map(row -> row.group(1))
                        .toList())
                .isEqualTo(expected);
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() {
        for (String row : rows) {
            String last = row.substring(0, row.length() - 1);
            String cell = last.substring(last.lastIndexOf('|') + 1).trim();
            assertThat(NAMED.matcher(cell).find() || cell.matches("(in work|open: .+|n/a.*: .+)"))
                    .as(row)
                    .isTrue();
        }
    }

    @Test
    void everyTestThatIsNamedExists() {
        for (String row : rows) {
            Matcher named = NAMED.matcher(row);
            while (named.find()) {
                assertThat(sources(named.group(1)))
                        .as(named.group())
                        .anyMatch(source -> source.contains(" " + named.group(2) + "("));
            }
        }
    }

    @Test
    void noTestNamesARuleThatThereIsNot() {
        for (String source : sources("\\w+Test")) {
            Matcher named = RULE.matcher(source);
            while (named.find()) {
                Matcher number = Pattern.compile("\\d+").matcher(named.group(1));
                while (number.find()) {
                    assertThat(Integer.parseInt(number.group()))
                            .as(named.group())
                            .isBetween(1, RULES);
                }
            }
        }
    }

    private static List<String> rows() {
        return read(ROOT.resolve("docs/conformance.md"))
                .lines()
                .filter(line -> line.matches("\\| (R\\d|CVE|VU).*"))
                .toList();
    }

    private static List<String> sources(String className) {
        List<String> found = new ArrayList<>();
        for (String module : List.of("ike-core", "ike-crypto", "ike-dns", "ike-kernel", "ike-daemon")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(f -> f.getFileName().toString().matches(className + "\\.java"))
                        .forEach(f -> found.add(read(f)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
