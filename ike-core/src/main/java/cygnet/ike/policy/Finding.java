package cygnet.ike.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What has been found out about a host that there is something to send to. */
public enum Finding {
    /** DNS has a key for its name that is sure enough. */
    KEY(Duration.ZERO, 0),
    /** DNS has no name for its address. */
    NO_NAME(Duration.ofMinutes(1), 1),
    /** Whether DNS has a name for its address can't be told now. */
    NAME_UNKNOWN(Duration.ofSeconds(10), 1),
    /** DNS has no key for its name. */
    NO_KEY(Duration.ofMinutes(1), 1),
    /** DNS has a key, but nobody vouches for it as the group wants. */
    UNSURE_KEY(Duration.ofMinutes(1), 2),
    /** Somebody lies, or the zone is broken. */
    BOGUS(Duration.ofSeconds(30), 4),
    /** Whether DNS has a key for its name can't be told now. */
    DNS_FAILED(Duration.ofSeconds(10), 3),
    /** It does not answer IKE, refuses, or could not prove who it is. */
    NO_SA(Duration.ofSeconds(30), 5);

    /** No finding is believed for longer. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    private static final int MOST_DOUBLINGS = 10;

    private final Duration life;
    private final int severity;

    Finding(Duration life, int severity) {
        this.life = life;
        this.severity = severity;
    }

    /**
     * For how long it is remembered: twice as long each time that nothing else has come of it.
     *
     * @param before how often it was found in a row before this time
     */
    public Duration life(int before) {
        Duration doubled = life.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /** Whether of several names of one host this finding counts, rather than the other. */
    public boolean isWorseThan(Finding other) {
        return severity > other.severity;
    }

    /** The finding of this name, as it is written in the configuration. */
    public static Optional<Finding> named(String text) {
        return Stream.of(values()).filter(f -> f.toString().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
