package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import java.time.Duration;

/**
 * How long each kind of outcome is remembered: all the values, in one place.
 *
 * <p>What DNS says about time is kept within bounds, because a stranger says it: a TTL of nothing would make us ask at each
 * packet, and a huge one would keep a key that was withdrawn long ago.
 */
final class Lifetimes {
    static final Duration LEAST_TTL = Duration.ofMinutes(1);
    static final Duration MOST_TTL = Duration.ofDays(1);

    static final Duration LEAST_NEGATIVE = Duration.ofSeconds(30);

    /** RFC 2308 section 5 allows hours; a key that is published should be found sooner. */
    static final Duration MOST_NEGATIVE = Duration.ofMinutes(5);

    /** What nobody vouches for may be a lie, which must not last. */
    static final Duration MOST_UNPROVEN = Duration.ofMinutes(1);

    /** RFC 9520 section 3.2 wants failures remembered for at least a second, and proposes five to begin with. */
    static final Duration FIRST_TIMEOUT = Duration.ofSeconds(5);

    static final Duration FIRST_SERVER_FAILURE = Duration.ofSeconds(10);

    /** The dearest failure, because signatures were checked, and one that only the zone's owner can end. */
    static final Duration FIRST_BOGUS = Duration.ofSeconds(30);

    /** RFC 9520 section 3.2: no failure may be remembered for longer. */
    static final Duration MOST_FAILURE = Duration.ofMinutes(5);

    /** The last tenth of an answer's life is when it is asked for anew, if somebody still wants it. */
    private static final int REFRESH_PART = 10;

    /** Doubled more often, the first of all would be longer than {@link #MOST_FAILURE}. */
    private static final int MOST_DOUBLINGS = 6;

    private Lifetimes() {}

    /** For records that were found; {@code ttl} as the zone and the signatures' original TTL say. */
    static Duration found(Duration ttl) {
        return within(LEAST_TTL, ttl, MOST_TTL);
    }

    /** For an absence; {@code soa} is what the zone says, or nothing if it says nothing. */
    static Duration absent(boolean proven, Duration soa) {
        return within(LEAST_NEGATIVE, soa, proven ? MOST_NEGATIVE : MOST_UNPROVEN);
    }

    /**
     * For any outcome.
     *
     * @param failures how many failures in a row there are with this one; each doubles the time (RFC 9520 section 3.2)
     */
    static Duration of(DnsOutcome<?> outcome, int failures) {
        if (outcome instanceof Found<?> found) {
            return found.ttl();
        }
        if (outcome instanceof Absent<?> absent) {
            return absent.ttl();
        }
        int doublings = Math.max(0, Math.min(failures - 1, MOST_DOUBLINGS));
        return least(first(outcome).multipliedBy(1L << doublings), MOST_FAILURE);
    }

    private static Duration first(DnsOutcome<?> failure) {
        if (failure instanceof Bogus) {
            return FIRST_BOGUS;
        }
        return failure instanceof ServerFailure ? FIRST_SERVER_FAILURE : FIRST_TIMEOUT;
    }

    /** Whether an answer of that {@code life} is so old that it should be asked for anew, if it is wanted. */
    static boolean isRefreshDue(Duration life, Duration age) {
        return age.compareTo(life.minus(life.dividedBy(REFRESH_PART))) >= 0;
    }

    static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration within(Duration least, Duration wanted, Duration most) {
        return wanted.compareTo(least) < 0 ? least : least(wanted, most);
    }
}
