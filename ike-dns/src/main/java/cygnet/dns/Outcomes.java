package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Bogus;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.ServerFailure;
import cygnet.ike.lookup.DnsOutcome.Timeout;
import java.time.Duration;
import java.util.function.Function;

/** What can be done with any outcome. */
final class Outcomes {
    /** How long a failure is remembered (RFC 9520 section 3.2: at most five minutes): a broken zone is not asked at each packet. */
    static final Duration FAILURE_LIFE = Duration.ofSeconds(30);

    private Outcomes() {}

    /** The same outcome about other things: {@code read} makes them of what was found. */
    static <A, B> DnsOutcome<B> map(DnsOutcome<A> outcome, Function<Found<A>, DnsOutcome<B>> read) {
        if (outcome instanceof Found<A> found) {
            return read.apply(found);
        }
        if (outcome instanceof Absent<A> absent) {
            return new Absent<>(absent.proven(), absent.nameExists(), absent.ttl());
        }
        if (outcome instanceof Bogus<A> bogus) {
            return new Bogus<>(bogus.reason());
        }
        if (outcome instanceof ServerFailure<A> failure) {
            return new ServerFailure<>(failure.reason());
        }
        return new Timeout<>(((Timeout<A>) outcome).reason());
    }

    /** How long the outcome may be remembered. */
    static Duration life(DnsOutcome<?> outcome) {
        if (outcome instanceof Found<?> found) {
            return found.ttl();
        }
        return outcome instanceof Absent<?> absent ? absent.ttl() : FAILURE_LIFE;
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
