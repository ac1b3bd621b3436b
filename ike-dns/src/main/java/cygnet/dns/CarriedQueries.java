package cygnet.dns;

import cygnet.crypto.Octets;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** A carrier's name servers as one resolver for dnsjava's validator, with what {@link Upstreams} promises. */
final class CarriedQueries implements FixedResolver {
    private final QueryCarrier carrier;
    private final ExchangeSettings settings;

    CarriedQueries(QueryCarrier carrier, ExchangeSettings settings) {
        this.carrier = carrier;
        this.settings = settings;
    }

    /** {@code executor} must be the {@link Question} that the query is for. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (!(executor instanceof Question question)) {
            throw new IllegalStateException("a query that belongs to no question");
        }
        Reply<Message> reply = new Reply<>(question);
        try {
            question.spendQuery(query);
        } catch (LookupFailure e) {
            fail(question, reply, e);
            return reply;
        }
        carrier.carry(Octets.owning(withEdns(query).toWire()))
                .whenCompleteAsync((answer, thrown) -> onEnd(query, question, reply, answer, thrown), question);
        return reply;
    }

    private Message withEdns(Message query) {
        if (query.getOPT() != null) {
            return query;
        }
        Message asked = query.clone();
        asked.addRecord(
                new OPTRecord(ExchangeSettings.UDP_PAYLOAD, 0, 0, settings.ednsFlags(), List.of()), Section.ADDITIONAL);
        return asked;
    }

    private void onEnd(
            Message query,
            Question question,
            Reply<Message> reply,
            @Nullable Octets octets,
            @Nullable Throwable thrown) {
        String about = " about " + Question.describe(query);
        if (octets == null) {
            String cause = thrown == null ? "" : ": " + Printable.of(String.valueOf(thrown.getMessage()));
            fail(question, reply, LookupFailure.timeout("no name server answered" + about + cause));
            return;
        }
        try {
            Message answer =
                    new AnswerCheck(query, "the name server", settings).accept(new Message(octets.toByteArray()));
            question.evidence().add(answer);
            reply.complete(answer);
        } catch (IOException e) {
            String text = Printable.of(e.toString());
            fail(question, reply, LookupFailure.server("an answer can't be read" + about + ": " + text));
        } catch (LookupFailure e) {
            fail(question, reply, e);
        } catch (RuntimeException e) {
            fail(question, reply, LookupFailure.of(e));
        }
    }

    private static void fail(Question question, Reply<Message> reply, LookupFailure failure) {
        question.note(failure);
        reply.completeExceptionally(failure);
    }

    @Override
    public int ednsFlags() {
        return settings.ednsFlags();
    }
}
