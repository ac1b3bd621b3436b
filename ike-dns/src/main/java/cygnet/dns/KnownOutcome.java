package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One outcome that the key directory remembers.
 *
 * @param asked what was wanted to know
 * @param subject the name, or the address, that it was asked about
 * @param left how long the outcome still holds
 * @param failure how the attempt to ask anew has ended meanwhile, if it was in vain; the outcome holds all the same
 */
public record KnownOutcome(
        Asked asked, String subject, DnsOutcome<?> outcome, Duration left, Optional<DnsOutcome<?>> failure) {
    /** Characters of a line: four keys and why a few others are not used. */
    private static final int LONGEST_LINE = 1000;

    /** What is asked for. */
    public enum Asked {
        /** The keys of a name: IPSECKEY. */
        KEYS("keys"),
        /** The addresses of a name: A and AAAA. */
        ADDRESSES("addresses"),
        /** The names of an address: its reverse zone. */
        NAMES("names");

        private final String text;

        Asked(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public OutcomeKind kind() {
        return OutcomeKind.of(outcome);
    }

    /**
     * More than the kind says: which absence, or the cause of a failure. Printable ASCII.
     *
     * @return empty for what was found
     */
    public Optional<String> cause() {
        return cause(outcome);
    }

    /** What can be used of what was found: keys, addresses or names, best first. */
    public List<?> records() {
        return outcome instanceof Found<?> found ? found.records() : List.of();
    }

    /** A line, printable ASCII, for each record that can't be used. */
    public List<String> refused() {
        return outcome instanceof Found<?> found
                ? found.flaws().stream().map(Printable::of).toList()
                : List.of();
    }

    /** One line for people, printable ASCII: what was asked, and how it ended. */
    public String describe() {
        return Printable.of(asked.text() + " of " + subject + ": " + kind().text() + detail(), LONGEST_LINE);
    }

    private String detail() {
        if (outcome instanceof Found<?> found) {
            String records = found.records().stream().map(KnownOutcome::text).collect(Collectors.joining(", "));
            String flaws = found.flaws().isEmpty()
                    ? ""
                    : "; " + found.flaws().size() + " refused: " + String.join("; ", found.flaws());
            return ": " + (records.isEmpty() ? "nothing that can be used" : records) + flaws;
        }
        return cause().map(cause -> ": " + cause).orElse("");
    }

    private static String text(Object record) {
        return record instanceof HostKey host ? host.key().toString() : record.toString();
    }

    /** As {@link #cause()}, of any outcome. */
    public static Optional<String> cause(DnsOutcome<?> outcome) {
        return reason(outcome).map(Printable::of);
    }

    private static Optional<String> reason(DnsOutcome<?> outcome) {
        if (outcome instanceof Absent<?> absent) {
            return Optional.of(absent.nameExists() ? "no such record" : "no such name");
        }
        if (outcome instanceof Bogus<?> bogus) {
            return Optional.of(bogus.reason());
        }
        if (outcome instanceof ServerFailure<?> failure) {
            return Optional.of(failure.reason());
        }
        return outcome instanceof Timeout<?> timeout ? Optional.of(timeout.reason()) : Optional.empty();
    }
}
