package cygnet.daemon.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of a value: text in, typed value out.
 *
 * @param <T> the value's type
 */
interface Syntax<T> {
    T parse(String text) throws BadValueException;

    /** {@code yes} or {@code no} and their synonyms. */
    Syntax<Boolean> BOOLEAN = text -> switch (text.toLowerCase(Locale.ROOT)) {
        case "yes", "true", "enabled", "1" -> true;
        case "no", "false", "disabled", "0" -> false;
        default -> throw new BadValueException(quote(text) + " is neither yes nor no");
    };

    /** A time: a number with {@code s} (or nothing), {@code m}, {@code h} or {@code d}. */
    Syntax<Duration> TIME = text -> {
        long seconds = scaled(text, "smhd", new long[] {1, 60, 3600, 86_400}, "a time such as 90s, 5m, 4h or 1d");
        return Duration.ofSeconds(seconds);
    };

    /** A number of octets with {@code k}, {@code m} or {@code g} or nothing. */
    Syntax<Long> OCTETS = text ->
            scaled(text, "kmg", new long[] {1L << 10, 1L << 20, 1L << 30}, "a number of octets such as 500m or 2g");

    /** Any text. */
    Syntax<String> TEXT = text -> text;

    /** A whole number as C reads it: decimal, {@code 0x} hexadecimal, or octal with a leading 0. */
    static Syntax<Integer> number(int least, int most) {
        return text -> {
            Optional<Long> number = unsigned(text);
            if (number.isEmpty()) {
                throw new BadValueException(quote(text) + " is not a number");
            }
            if (number.get() < least || number.get() > most) {
                throw new BadValueException(text + " is not between " + least + " and " + most);
            }
            return number.get().intValue();
        };
    }

    /** A decimal fraction such as {@code 1.8}. */
    static Syntax<Double> fraction(double least, double most) {
        return text -> {
            if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                throw new BadValueException(quote(text) + " is not a number such as 1.8");
            }
            double value = Double.parseDouble(text);
            if (value < least || value > most) {
                throw new BadValueException(text + " is not between " + least + " and " + most);
            }
            return value;
        };
    }

    /** One of some words, which are the constants of {@code type} in lower case with hyphens. */
    static <E extends Enum<E>> Syntax<E> oneOf(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Syntax::word).toList();
        return text -> {
            int index = words.indexOf(text);
            if (index < 0) {
                throw new BadValueException(quote(text) + " is not one of " + String.join(", ", words));
            }
            return type.getEnumConstants()[index];
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String quote(String text) {
        return "'" + Printable.text(text) + "'";
    }

    private static Optional<Long> unsigned(String text) {
        String digits = text.toLowerCase(Locale.ROOT);
        int radix = 10;
        if (digits.matches("0x[0-9a-f]{1,15}")) {
            digits = digits.substring(2);
            radix = 16;
        } else if (digits.matches("0[0-7]{1,15}")) {
            radix = 8;
        } else if (!digits.matches("0|[1-9]\\d{0,15}")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(digits, radix));
    }

    private static long scaled(String text, String units, long[] factors, String wanted) throws BadValueException {
        Matcher matcher = Pattern.compile("(\\d{1,9})\\s?([" + units + "]?)").matcher(text);
        if (!matcher.matches()) {
            throw new BadValueException(quote(text) + " is not " + wanted);
        }
        String unit = matcher.group(2);
        return Long.parseLong(matcher.group(1)) * (unit.isEmpty() ? 1 : factors[units.indexOf(unit)]);
    }
}
