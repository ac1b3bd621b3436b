package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome.Validation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;

/** Answers as the upstream resolver gives them, validated by it or by nobody. */
final class ResolverAnswers implements AnswerSource {
    private final Resolver upstreams;
    private final boolean trustAd;

    /** {@code trustAd}: the upstreams validate, and nobody can change their answers on the way. */
    ResolverAnswers(Resolver upstreams, boolean trustAd) {
        this.upstreams = upstreams;
        this.trustAd = trustAd;
    }

    @Override
    public CompletionStage<Answer> ask(Name name, Question question) {
        Message query = query(name, question);
        if (trustAd) {
            query.getHeader().setFlag(Flags.AD); // RFC 6840 section 5.7: we understand the AD bit.
        }
        return upstreams
                .sendAsync(query, question)
                .thenApply(this::answer)
                .exceptionallyCompose(thrown -> explained(name, question, LookupFailure.of(thrown)));
    }

    private Answer answer(Message message) {
        boolean secure = trustAd && message.getHeader().getFlag(Flags.AD);
        return new Answer(message, secure ? Validation.SECURE : Validation.UNVALIDATED);
    }

    /**
     * A validating resolver says SERVFAIL for bogus data (RFC 4035 section 5.5), and an old one says no more than that.
     * If it has an answer as soon as it need not check (CD), checking is what failed.
     */
    private CompletionStage<Answer> explained(Name name, Question question, LookupFailure failure) {
        if (!failure.mayHideBogusData()) {
            return CompletableFuture.failedFuture(failure);
        }
        Message unchecked = query(name, question);
        unchecked.getHeader().setFlag(Flags.CD);
        return upstreams
                .sendAsync(unchecked, question)
                .handle((answer, thrown) -> thrown == null)
                .thenCompose(answers -> {
                    LookupFailure explained = answers
                            ? LookupFailure.bogus(failure.reason() + ", but has an answer when it must not validate")
                            : failure;
                    return CompletableFuture.failedFuture(explained);
                });
    }

    private static Message query(Name name, Question question) {
        return Message.newQuery(Record.newRecord(name, question.type(), DClass.IN));
    }
}
