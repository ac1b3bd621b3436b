package cygnet.ike.lookup;

import java.time.Duration;
import java.util.List;

/**
 * What came of one question to DNS. The outcomes are kept apart because they mean different things for a flow: bogus and
 * failure are never "no record".
 *
 * @param <T> what a record holds
 */
public sealed interface DnsOutcome<T> {
    /** How far DNSSEC vouches for an answer. */
    enum Validation {
        /** The chain of trust holds. */
        SECURE,
        /** No chain of trust, or nobody who validates. */
        UNVALIDATED
    }

    /**
     * There are records.
     *
     * @param records usable ones, best first; may be empty if all are flawed
     * @param ttl how long the answer may be kept
     * @param flaws a line for each record that can't be used, naming it and the reason
     */
    record Found<T>(List<T> records, Validation validation, Duration ttl, List<String> flaws) implements DnsOutcome<T> {
        public Found {
            records = List.copyOf(records);
            flaws = List.copyOf(flaws);
        }
    }

    /**
     * There is no such record or name.
     *
     * @param proven DNSSEC proves the absence
     * @param nameExists false for NXDOMAIN
     */
    record Absent<T>(boolean proven, boolean nameExists, Duration ttl) implements DnsOutcome<T> {}

    /** DNSSEC validation failed: somebody lies, or the zone is broken. */
    record Bogus<T>(String reason) implements DnsOutcome<T> {}

    /** The servers answered with an error, or the answer was unusable. */
    record ServerFailure<T>(String reason) implements DnsOutcome<T> {}

    /** Nobody answered in time. */
    record Timeout<T>(String reason) implements DnsOutcome<T> {}

    /** One line for people: the outcome's name and its detail. */
    default String describe() {
        if (this instanceof Found<T> found) {
            String flaws = found.flaws().isEmpty() ? "" : "; unusable: " + String.join("; ", found.flaws());
            return found.records().size() + " usable record(s), "
                    + (found.validation() == Validation.SECURE ? "secure" : "unvalidated") + flaws;
        }
        if (this instanceof Absent<T> absent) {
            return (absent.proven() ? "proven absence" : "unproven absence")
                    + (absent.nameExists() ? " (no such record)" : " (no such name)");
        }
        if (this instanceof Bogus<T> bogus) {
            return "bogus: " + bogus.reason();
        }
        if (this instanceof ServerFailure<T> failure) {
            return "server failure: " + failure.reason();
        }
        return "timeout: " + ((Timeout<T>) this).reason();
    }
}
