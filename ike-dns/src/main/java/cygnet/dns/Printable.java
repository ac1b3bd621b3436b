package cygnet.dns;

/** Text from the network made fit for a log: one line, plain ASCII, of bounded length. */
public final class Printable {
    private static final int MAX_LENGTH = 300;
    private static final char FIRST = ' ';
    private static final char LAST = '~';

    private Printable() {}

    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** At most {@code most} characters of {@code text}, some of them written as six. */
    static String of(String text, int most) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && i < most; i++) {
            char c = text.charAt(i);
            if (c >= FIRST && c <= LAST) {
                printable.append(c);
            } else {
                printable.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > most ? printable.append("...").toString() : printable.toString();
    }
}
