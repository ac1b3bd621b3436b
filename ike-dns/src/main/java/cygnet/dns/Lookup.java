package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** From a question to its outcome: asks, follows aliases across answers, and tells the kinds of absence apart. */
final class Lookup {
    private final AnswerSource source;
    private final DnsLimits limits;
    private final Clock clock;

    Lookup(AnswerSource source, DnsLimits limits, Clock clock) {
        this.source = source;
        this.limits = limits;
        this.clock = clock;
    }

    /** Completes the question's outcome, sooner or later; never throws. */
    void run(Question question) {
        try {
            Trail start = new Trail(question.name(), 0, Validation.SECURE, Lifetimes.MOST_TTL, List.of());
            follow(question, start).whenComplete((outcome, thrown) -> {
                if (thrown == null) {
                    question.settle(outcome);
                } else {
                    question.fail(LookupFailure.of(thrown));
                }
            });
        } catch (RuntimeException e) {
            // Bad data may have met a mistake in a library: whoever waits must hear of it.
            question.fail(LookupFailure.of(e));
        }
    }

    /** Where the answers so far led to, and {@code by} which names; {@code validation} and {@code ttl} are the least of all of them. */
    private record Trail(Name at, int steps, Validation validation, Duration ttl, List<Waypoint> by) {
        Trail onwards(Aliases aliases, Answer answer, Duration answerTtl) {
            boolean secure = validation == Validation.SECURE && answer.validation() == Validation.SECURE;
            return new Trail(
                    aliases.end(),
                    steps + aliases.steps(),
                    secure ? Validation.SECURE : Validation.UNVALIDATED,
                    Lifetimes.least(answerTtl, ttl),
                    Waypoint.along(by, Waypoint.of(aliases, answer)));
        }
    }

    private CompletionStage<DnsOutcome<Record>> follow(Question question, Trail trail) {
        question.passed(Waypoint.along(trail.by(), List.of(Waypoint.unknown(trail.at()))));
        return source.ask(trail.at(), question).thenCompose(answer -> {
            try {
                return next(question, trail, answer);
            } catch (LookupFailure e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private CompletionStage<DnsOutcome<Record>> next(Question question, Trail trail, Answer answer)
            throws LookupFailure {
        Message message = answer.message();
        Aliases aliases = Aliases.follow(message, trail.at(), question.type(), limits.aliases() - trail.steps());
        Trail reached = trail.onwards(aliases, answer, aliases.ttl(clock.instant()));
        if (aliases.leaveOff(message)) {
            return follow(question, reached);
        }
        question.passed(reached.by());
        if (!aliases.records().isEmpty()) {
            return done(new DnsOutcome.Found<>(aliases.records(), reached.validation(), reached.ttl(), List.of()));
        }
        boolean nameExists = message.getRcode() == Rcode.NOERROR;
        boolean proven = reached.validation() == Validation.SECURE;
        return done(new DnsOutcome.Absent<>(proven, nameExists, negativeTtl(proven, soa(message))));
    }

    private static CompletionStage<DnsOutcome<Record>> done(DnsOutcome<Record> outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    static @Nullable SOARecord soa(Message message) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .findFirst()
                .orElse(null);
    }

    /** RFC 2308 section 5: the lesser of the SOA's own TTL and its MINIMUM field. */
    private static Duration negativeTtl(boolean proven, @Nullable SOARecord soa) {
        long seconds = soa == null ? 0 : Math.min(soa.getTTL(), soa.getMinimum());
        return Lifetimes.absent(proven, Duration.ofSeconds(seconds));
    }
}
