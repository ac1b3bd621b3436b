package cygnet.ike.lookup;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name that may be asked for: at least two labels of letters, digits and hyphens, at most 253 characters, lower
 * case, no trailing dot. Whatever a peer claims goes through here before any question is asked.
 */
public record DomainName(String text) {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public DomainName {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("not a host name");
        }
    }

    /** Accepts any case and one trailing dot; empty if it is not a host name. */
    public static Optional<DomainName> parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return HOST_NAME.matcher(bare).matches() ? Optional.of(new DomainName(bare)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
