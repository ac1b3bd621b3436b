package cygnet.dns;

/**
 * Bounds on what others can make the key directory do.
 *
 * @param recordsRead records of a set that are looked at, but for addresses
 * @param keysReturned keys that an outcome holds at most
 * @param aliases CNAME and DNAME steps from a name to its records
 * @param answerOctets the largest answer that is taken
 * @param questionsInFlight questions open at once; more are refused
 * @param queriesPerQuestion messages sent for one question, for its aliases and its chain of trust
 * @param cachedNames outcomes remembered, for keys and for addresses each
 */
public record DnsLimits(
        int recordsRead,
        int keysReturned,
        int aliases,
        int answerOctets,
        int questionsInFlight,
        int queriesPerQuestion,
        int cachedNames) {
    public static final DnsLimits DEFAULT = new DnsLimits(16, 4, 8, 16_384, 64, 64, 10_000);

    private static final int LEAST_ANSWER = 512; // RFC 1035 section 2.3.4

    public DnsLimits {
        if (Math.min(recordsRead, keysReturned) < 1
                || aliases < 0
                || answerOctets < LEAST_ANSWER
                || Math.min(Math.min(questionsInFlight, queriesPerQuestion), cachedNames) < 1) {
            throw new IllegalArgumentException("DNS limits leave nothing to work with");
        }
    }
}
