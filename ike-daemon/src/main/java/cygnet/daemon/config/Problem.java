package cygnet.daemon.config;

/** Something wrong, or doubtful, in a configuration file. Prints as {@code file:line:column: message}. */
public record Problem(Position position, String message) {
    @Override
    public String toString() {
        return position + ": " + message;
    }
}
