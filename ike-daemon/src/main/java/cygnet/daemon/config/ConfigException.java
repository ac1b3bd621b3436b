package cygnet.daemon.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that can't be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, sorted by their places. */
    public List<Problem> problems() {
        return problems;
    }
}
