package cygnet.dns;

import java.nio.file.Path;

/**
 * What is done about keys that change in zones without DNSSEC.
 *
 * @param file where the keys first seen are kept
 * @param mostNames names that are remembered at most
 */
public record FirstSeenSettings(Rule rule, Path file, int mostNames) {
    public static final int DEFAULT_MOST_NAMES = 10_000;

    /** When a key appears that is not one of those first seen for its name. */
    public enum Rule {
        /** It is told, once, and the key is used. */
        WARN,
        /** The key is not used. */
        REFUSE
    }
}
