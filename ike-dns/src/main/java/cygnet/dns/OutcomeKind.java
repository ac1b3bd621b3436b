package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Validation;

/** The seven ways in which a question to DNS ends, in the words that log, status and documentation have for them. */
public enum OutcomeKind {
    FOUND_SECURE("found, secure"),
    FOUND_UNVALIDATED("found, unvalidated"),
    PROVEN_ABSENCE("proven absence"),
    UNPROVEN_ABSENCE("unproven absence"),
    BOGUS("bogus"),
    SERVER_FAILURE("server failure"),
    TIMEOUT("timeout");

    private final String text;

    OutcomeKind(String text) {
        this.text = text;
    }

    public static OutcomeKind of(DnsOutcome<?> outcome) {
        if (outcome instanceof Found<?> found) {
            return found.validation() == Validation.SECURE ? FOUND_SECURE : FOUND_UNVALIDATED;
        }
        if (outcome instanceof Absent<?> absent) {
            return absent.proven() ? PROVEN_ABSENCE : UNPROVEN_ABSENCE;
        }
        if (outcome instanceof Bogus) {
            return BOGUS;
        }
        return outcome instanceof ServerFailure ? SERVER_FAILURE : TIMEOUT;
    }

    /** Lower-case words, the same everywhere and for ever. */
    public String text() {
        return text;
    }
}
