package cygnet.dns;

import cygnet.dns.Questions.Traced;
import cygnet.ike.lookup.DnsOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The questions that looking for the chains of one name takes: each is asked once, one after the other, so that whoever has
 * made a deep tree of zones takes next to nothing from other questions; and all of them within the time for one.
 */
final class ChainQuestions {
    /** An IPv6 address has 34 labels in its reverse name, of which few are zones. */
    private static final int MOST_QUESTIONS = 128;

    private final Questions questions;
    private final Clock clock;
    private final Duration timeout;
    private final Instant deadline;
    private final Map<Asked, DnsOutcome<Record>> known = new HashMap<>();
    private int asked;

    private record Asked(Name name, int type) {
        @Override
        public String toString() {
            return name + " " + Type.string(type);
        }
    }

    ChainQuestions(Questions questions, Clock clock, Duration timeout) {
        this.questions = questions;
        this.clock = clock;
        this.timeout = timeout;
        this.deadline = clock.instant().plus(timeout);
    }

    /** Never fails. */
    CompletionStage<DnsOutcome<Record>> ask(Name name, int type) {
        DnsOutcome<Record> before = known.get(new Asked(name, type));
        return before != null
                ? CompletableFuture.completedStage(before)
                : trace(name, type).thenApply(Traced::outcome);
    }

    /** As above, asked in any case. */
    CompletionStage<Traced> trace(Name name, int type) {
        Asked question = new Asked(name, type);
        Duration left = Lifetimes.least(timeout, Duration.between(clock.instant(), deadline));
        if (left.isNegative() || left.isZero()) {
            return failed(name, LookupFailure.timeout("no time was left to ask for " + question));
        }
        if (++asked > MOST_QUESTIONS) {
            return failed(
                    name,
                    LookupFailure.server("after " + MOST_QUESTIONS + " questions " + question + " was not asked for"));
        }
        return questions
                .trace(name, type, left)
                .exceptionallyCompose(thrown -> failed(name, LookupFailure.of(thrown)))
                .thenApply(traced -> {
                    known.put(question, traced.outcome());
                    return traced;
                });
    }

    private static CompletionStage<Traced> failed(Name name, LookupFailure failure) {
        return CompletableFuture.completedStage(new Traced(failure.toOutcome(), List.of(Waypoint.unknown(name))));
    }

    Optional<RRset> trustAnchor(Name name) {
        return questions.trustAnchor(name);
    }
}
