package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered about one name: the last answer, and the failure that came after it, if one did. A failure does not
 * take away what was answered before and is still good, nor does it lengthen that.
 *
 * @param failures how many failures in a row there were
 */
record Remembered<T>(@Nullable Aging<T> answer, @Nullable Aging<T> failure, int failures) {
    /** An outcome and when it came. */
    record Aging<T>(DnsOutcome<T> outcome, Instant since, Duration life) {
        boolean isAlive(Instant now) {
            Duration age = Duration.between(since, now);
            // A clock that was set back must not make an outcome live longer.
            return !age.isNegative() && age.compareTo(life) < 0;
        }

        DnsOutcome<T> at(Instant now) {
            return Outcomes.aged(outcome, Duration.between(since, now));
        }
    }

    static <T> Remembered<T> nothing() {
        return new Remembered<>(null, null, 0);
    }

    /** What holds now: the answer while it lives, else the failure while that does. */
    @Nullable
    DnsOutcome<T> at(Instant now) {
        if (answer != null && answer.isAlive(now)) {
            return answer.at(now);
        }
        return failure != null && failure.isAlive(now) ? failure.outcome() : null;
    }

    /** The answer is about to end, and it was not tried in vain just now to get another. */
    boolean isRefreshDue(Instant now) {
        return answer != null
                && answer.isAlive(now)
                && Lifetimes.isRefreshDue(answer.life(), Duration.between(answer.since(), now))
                && (failure == null || !failure.isAlive(now));
    }

    /** How the attempt to ask anew ended, where an answer still holds and that was in vain; null otherwise. */
    @Nullable
    DnsOutcome<T> failureSince(Instant now) {
        boolean holds = answer != null && answer.isAlive(now);
        return holds && failure != null ? failure.outcome() : null;
    }

    /** How long {@link #at} will go on to say what it says now. */
    Duration left(Instant now) {
        Aging<T> holds = answer != null && answer.isAlive(now) ? answer : failure;
        return holds == null ? Duration.ZERO : holds.life().minus(Duration.between(holds.since(), now));
    }

    /** Whether {@code outcome} says anything else than what came last. */
    boolean isNews(DnsOutcome<T> outcome) {
        Aging<T> last = failure == null ? answer : failure;
        return last == null || !Outcomes.saySame(last.outcome(), outcome);
    }

    /** What is remembered once {@code outcome} has come as well. */
    Remembered<T> then(DnsOutcome<T> outcome, Instant now) {
        if (!Outcomes.isFailure(outcome)) {
            return new Remembered<>(new Aging<>(outcome, now, Lifetimes.of(outcome, 0)), null, 0);
        }
        int inARow = failure != null && follows(failure, now) ? failures + 1 : 1;
        Aging<T> latest = new Aging<>(outcome, now, Lifetimes.of(outcome, inARow));
        return new Remembered<>(answer != null && answer.isAlive(now) ? answer : null, latest, inARow);
    }

    /** After a long silence a failure is no repetition any more. */
    private static boolean follows(Aging<?> failure, Instant now) {
        Duration since = Duration.between(failure.since(), now);
        return !since.isNegative() && since.compareTo(failure.life().plus(Lifetimes.MOST_FAILURE)) < 0;
    }
}
