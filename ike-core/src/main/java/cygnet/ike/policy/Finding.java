package cygnet.ike.policy;

import java.time.Duration;

/** What has been found out about a host that there is something to send to. */
public enum Finding {
    /** DNS has a key for its name that is sure enough. */
    KEY(Duration.ZERO),
    /** DNS has no name for its address. */
    NO_NAME(Duration.ofMinutes(1)),
    /** Whether DNS has a name for its address can't be told now. */
    NAME_UNKNOWN(Duration.ofSeconds(10)),
    /** DNS has no key for its name. */
    NO_KEY(Duration.ofMinutes(1)),
    /** DNS has a key, but nobody vouches for it as the group wants. */
    UNSURE_KEY(Duration.ofMinutes(1)),
    /** Somebody lies, or the zone is broken. */
    BOGUS(Duration.ofSeconds(30)),
    /** Whether DNS has a key for its name can't be told now. */
    DNS_FAILED(Duration.ofSeconds(10)),
    /** It does not answer IKE, refuses, or could not prove who it is. */
    NO_SA(Duration.ofSeconds(30));

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 10;

    private final Duration life;

    Finding(Duration life) {
        this.life = life;
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
}
