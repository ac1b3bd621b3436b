package cygnet.daemon.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with a configuration. What a template says wrongly is told once, however many inherit it. */
final class Problems {
    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> warnings = new LinkedHashSet<>();

    void error(Position position, String message) {
        errors.add(new Problem(position, message));
    }

    void warn(Position position, String message) {
        warnings.add(new Problem(position, message));
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Problem> warnings() {
        return inOrder(warnings);
    }

    void throwIfAny() throws ConfigException {
        if (hasErrors()) {
            throw new ConfigException(inOrder(errors));
        }
    }

    private static List<Problem> inOrder(Set<Problem> problems) {
        return problems.stream()
                .sorted(Comparator.comparing(
                        Problem::position,
                        Comparator.comparing(Position::file)
                                .thenComparing(Position::line)
                                .thenComparing(Position::column)))
                .toList();
    }
}
