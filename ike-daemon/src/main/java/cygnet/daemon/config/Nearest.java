package cygnet.daemon.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
final class Nearest {
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    /** The nearest of {@code known} by edit distance, unless it is too far away to be meant. */
    static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = word.toLowerCase(Locale.ROOT);
        int furthest = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(k -> distance(lower, k) <= furthest)
                .min(Comparator.comparingInt((String k) -> distance(lower, k))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean 'x'?"}, or nothing. */
    static String hint(String word, Collection<String> known) {
        return to(word, known).map(k -> "; did you mean '" + k + "'?").orElse("");
    }

    /** Insertions, deletions, changes, and swaps of neighbours, each counted as one. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
