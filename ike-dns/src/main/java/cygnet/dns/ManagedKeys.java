package cygnet.dns;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file in which BIND keeps the state of RFC 5011 ({@code managed-keys.bind}): a zone of KEYDATA records. Each is a
 * DNSKEY record behind three times: when the key is looked at again, when its acceptance ends waiting, and when its removal
 * does.
 */
final class ManagedKeys {
    private static final Pattern KEYDATA = Pattern.compile("\\bKEYDATA\\b");
    private static final Pattern COMMENT = Pattern.compile(";[^\n]*");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\(([^()]*)\\)");

    /** Owner (blank: the one before), TTL and class if any, the times, and the rest: flags, protocol, algorithm, key. */
    private static final Pattern RECORD = Pattern.compile(
            "(\\S*)\\s+(?:\\d+\\s+)?(?:IN\\s+)?KEYDATA\\s+(\\d{14})\\s+(\\d{14})\\s+(\\d{14})\\s+(\\S.*)");

    private static final Pattern OTHER_OWNER = Pattern.compile("([^\\s$]\\S*)\\s.*");
    private static final Pattern ORIGIN = Pattern.compile("\\$ORIGIN\\s+(\\S+)\\s*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private ManagedKeys() {}

    static boolean isIn(String text) {
        return KEYDATA.matcher(COMMENT.matcher(text).replaceAll("")).find();
    }

    /**
     * The keys that BIND itself would trust, as DNSKEY lines.
     *
     * @throws IllegalArgumentException if a record can't be read
     */
    static String trusted(String text, Instant now) {
        String bare = COMMENT.matcher(text).replaceAll("");
        String lines = IN_BRACKETS
                .matcher(bare)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).replace('\n', ' ')));
        StringBuilder keys = new StringBuilder();
        String origin = ".";
        String owner = ".";
        for (String line : lines.split("\n", -1)) {
            Matcher newOrigin = ORIGIN.matcher(line);
            Matcher record = RECORD.matcher(line);
            Matcher other = OTHER_OWNER.matcher(line);
            if (newOrigin.matches()) {
                origin = newOrigin.group(1);
            } else if (record.matches()) {
                owner = record.group(1).isEmpty() ? owner : absolute(record.group(1), origin);
                if (isTrusted(record, now)) {
                    keys.append(owner)
                            .append(" IN DNSKEY ")
                            .append(record.group(5))
                            .append('\n');
                }
            } else if (KEYDATA.matcher(line).find()) {
                throw new IllegalArgumentException(
                        "trust anchors: not a KEYDATA record: " + Printable.of(line.strip()));
            } else if (other.matches()) {
                owner = absolute(other.group(1), origin);
            }
        }
        return keys.toString();
    }

    private static boolean isTrusted(Matcher record, Instant now) {
        Instant accepted = time(record.group(3));
        Instant removed = time(record.group(4));
        return removed.equals(Instant.EPOCH) && accepted.isAfter(Instant.EPOCH) && !accepted.isAfter(now);
    }

    private static Instant time(String text) {
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("trust anchors: not a time: " + text, e);
        }
    }

    private static String absolute(String name, String origin) {
        if (name.equals("@")) {
            return origin;
        }
        if (name.endsWith(".")) {
            return name;
        }
        return origin.equals(".") ? name + "." : name + "." + origin;
    }
}
