package cygnet.dns;

/** Text from the network made fit for a log: one line, plain ASCII, of bounded length. */
public final class Printable {
    private static final int MAX_LENGTH = 300;
    private static final char FIRST = ' ';
    private static final char LAST = '~';

    private Printable() {}

    public static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int i = 0; i < text.length() && i < MAX_LENGTH; i++) {
            char c = text.charAt(i);
            if (c >= FIRST && c <= LAST) {
                printable.append(c);
            } else {
                printable.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_LENGTH ? printable.append("...").toString() : printable.toString();
    }
}
