package cygnet.dns;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.TXTRecord;

/**
 * A TXT record as an attribute and its value (RFC 1464). Each character stands for one octet.
 *
 * @param name as it is without quoting; to be compared without regard to case; never empty
 * @param value all that follows the equals sign
 */
record TxtAttribute(String name, String value) {
    private static final char QUOTE = '`';

    /** Empty if it is another kind of text. Several character-strings make one text, with nothing between them. */
    static Optional<TxtAttribute> of(TXTRecord record) {
        StringBuilder text = new StringBuilder();
        for (Object string : (List<?>) record.getStringsAsByteArrays()) {
            text.append(new String((byte[]) string, StandardCharsets.ISO_8859_1));
        }
        return parse(text.toString());
    }

    /**
     * RFC 1464 section 2: "the first unquoted equals sign in the TXT record is the name/value delimiter", white space around
     * the name is ignored unless quoted, and a record without that sign or without a name holds no attribute.
     */
    static Optional<TxtAttribute> parse(String text) {
        StringBuilder name = new StringBuilder();
        int end = 0; // of the name without unquoted white space behind it
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                return end == 0
                        ? Optional.empty()
                        : Optional.of(new TxtAttribute(name.substring(0, end), text.substring(i + 1)));
            }
            boolean isQuoted = c == QUOTE;
            if (isQuoted && ++i == text.length()) {
                return Optional.empty();
            }
            boolean isSpace = !isQuoted && (c == ' ' || c == '\t');
            if (!isSpace || end > 0) {
                name.append(text.charAt(i));
            }
            if (!isSpace) {
                end = name.length();
            }
        }
        return Optional.empty();
    }
}
