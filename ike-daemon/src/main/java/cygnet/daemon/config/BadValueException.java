package cygnet.daemon.config;

import java.util.List;

/** A value that does not have the form that its key wants. */
final class BadValueException extends Exception {
    /** @param offset of the flaw in the value, in characters */
    record Flaw(int offset, String reason) {}

    private final transient List<Flaw> flaws;

    BadValueException(String reason) {
        this(List.of(new Flaw(0, reason)));
    }

    BadValueException(List<Flaw> flaws) {
        super(flaws.get(0).reason());
        this.flaws = List.copyOf(flaws);
    }

    List<Flaw> flaws() {
        return flaws;
    }
}
