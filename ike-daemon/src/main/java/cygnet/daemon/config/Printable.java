package cygnet.daemon.config;

/** Text from a file, fit to be printed. */
final class Printable {
    private static final int MAX_LENGTH = 80;

    private Printable() {}

    /** {@code text} with control characters as question marks, and cut if it is long. */
    static String text(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .limit(MAX_LENGTH)
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > MAX_LENGTH ? printable + "..." : printable.toString();
    }
}
