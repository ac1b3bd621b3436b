package cygnet.ike.policy;

import java.util.Locale;

/** What happens to the traffic with a host. */
public enum Verdict {
    /** It has an SA. */
    PROTECT,
    /** It has an SA with whoever answers there: it is encrypted, and neither side proves who it is (RFC 7619). */
    ANONYMOUS,
    /** It waits: for an SA, or until more is known. */
    HOLD,
    /** It goes in clear. */
    PASS,
    /** It does not go. */
    DROP;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
