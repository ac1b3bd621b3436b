package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What can be done with any outcome. */
final class Outcomes {
    private Outcomes() {}

    /** The same outcome about other things: {@code read} makes them of what was found. */
    static <A, B> DnsOutcome<B> map(DnsOutcome<A> outcome, Function<Found<A>, DnsOutcome<B>> read) {
        if (outcome instanceof Found<A> found) {
            return read.apply(found);
        }
        if (outcome instanceof Absent<A> absent) {
            return new Absent<>(absent.proven(), absent.nameExists(), absent.ttl());
        }
        return failure(outcome);
    }

    /** Records were found, but none that is meant for us. */
    static <T> DnsOutcome<T> nothingIn(Found<?> found) {
        Duration ttl = Lifetimes.absent(isSecure(found), found.ttl());
        return new Absent<>(isSecure(found), true, ttl);
    }

    /** Bogus data, a server's failure or silence: DNS has not said whether there is something. */
    static boolean isFailure(DnsOutcome<?> outcome) {
        return weakness(outcome) > 0;
    }

    /** How bad a failure is: bogus outweighs a server's failure, and that a silence; 0 for an answer. */
    static int weakness(DnsOutcome<?> outcome) {
        if (outcome instanceof Bogus) {
            return 3;
        }
        if (outcome instanceof ServerFailure) {
            return 2;
        }
        return outcome instanceof Timeout ? 1 : 0;
    }

    /**
     * What two questions about the same thing come to: all records, as sure as the weaker answer. Bogus outweighs a failure,
     * and a failure an answer: half of the records must not pass for all of them.
     */
    static <T> DnsOutcome<T> both(DnsOutcome<T> a, DnsOutcome<T> b) {
        if (isFailure(a) || isFailure(b)) {
            return weakness(a) >= weakness(b) ? a : b;
        }
        if (a instanceof Absent<T> first && b instanceof Absent<T> second) {
            return new Absent<>(
                    first.proven() && second.proven(),
                    first.nameExists() || second.nameExists(),
                    Lifetimes.least(first.ttl(), second.ttl()));
        }
        List<T> records = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        for (DnsOutcome<T> outcome : List.of(a, b)) {
            if (outcome instanceof Found<T> found) {
                records.addAll(found.records());
                flaws.addAll(found.flaws());
            }
        }
        Validation validation = isSecure(a) && isSecure(b) ? Validation.SECURE : Validation.UNVALIDATED;
        return new Found<>(records, validation, Lifetimes.least(ttl(a), ttl(b)), flaws);
    }

    /** A failure is the same whatever was asked for. */
    static <T> DnsOutcome<T> failure(DnsOutcome<?> outcome) {
        if (outcome instanceof Bogus<?> bogus) {
            return new Bogus<>(bogus.reason());
        }
        if (outcome instanceof ServerFailure<?> failure) {
            return new ServerFailure<>(failure.reason());
        }
        if (outcome instanceof Timeout<?> timeout) {
            return new Timeout<>(timeout.reason());
        }
        throw new IllegalArgumentException("no failure: " + outcome);
    }

    static boolean isSecure(DnsOutcome<?> outcome) {
        return outcome instanceof Absent<?> absent
                ? absent.proven()
                : outcome instanceof Found<?> found && found.validation() == Validation.SECURE;
    }

    /** What DNS says about an answer's life; nothing for a failure. */
    static Duration ttl(DnsOutcome<?> outcome) {
        return isFailure(outcome) ? Duration.ZERO : Lifetimes.of(outcome, 0);
    }

    /** Whether two outcomes differ in nothing but how long they live and the order of what was found. */
    static boolean saySame(DnsOutcome<?> a, DnsOutcome<?> b) {
        if (a instanceof Found<?> first && b instanceof Found<?> second) {
            return first.validation() == second.validation()
                    && Set.copyOf(first.records()).equals(Set.copyOf(second.records()))
                    && Set.copyOf(first.flaws()).equals(Set.copyOf(second.flaws()));
        }
        if (a instanceof Absent<?> first && b instanceof Absent<?> second) {
            return first.proven() == second.proven() && first.nameExists() == second.nameExists();
        }
        return a.equals(b);
    }

    /** The outcome as it is after {@code age}: what is left of its TTL. */
    static <T> DnsOutcome<T> aged(DnsOutcome<T> outcome, Duration age) {
        if (outcome instanceof Found<T> found) {
            return new Found<>(found.records(), found.validation(), found.ttl().minus(age), found.flaws());
        }
        if (outcome instanceof Absent<T> absent) {
            return new Absent<>(
                    absent.proven(), absent.nameExists(), absent.ttl().minus(age));
        }
        return outcome;
    }
}
