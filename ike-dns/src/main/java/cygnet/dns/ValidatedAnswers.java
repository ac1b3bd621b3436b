package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome.Validation;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Answers that are validated here (RFC 4035 section 5), by dnsjava and from our own trust anchors. */
final class ValidatedAnswers implements AnswerSource {
    private final FixedResolver upstreams;
    private final Optional<AnchorFile> file;
    private final Clock clock;
    private volatile ValidatingResolver validator;

    /**
     * @param file where other anchors than {@code anchors} may be found later
     * @param clock decides which signatures are in time
     */
    ValidatedAnswers(FixedResolver upstreams, TrustAnchors anchors, Optional<AnchorFile> file, Clock clock) {
        this.upstreams = new Sifted(upstreams, DnssecRules::withoutWeakSignatures);
        this.file = file;
        this.clock = clock;
        this.validator = validator(anchors);
    }

    /** A new one has learnt nothing from anchors that hold no more. */
    private ValidatingResolver validator(TrustAnchors anchors) {
        ValidatingResolver fresh = new ValidatingResolver(upstreams, clock);
        try {
            fresh.init(DnssecRules.properties());
            fresh.loadTrustAnchors(anchors.toInputStream());
        } catch (IOException e) {
            throw new IllegalStateException("the trust anchors were read before", e);
        }
        return fresh;
    }

    @Override
    public Optional<RRset> trustAnchor(Name name) {
        useLatestAnchors();
        return Optional.ofNullable(validator.getTrustAnchors().find(name, DClass.IN));
    }

    @Override
    public CompletionStage<Answer> ask(Name name, Question question) {
        useLatestAnchors();
        return ask(name, question.type(), question);
    }

    private void useLatestAnchors() {
        file.flatMap(AnchorFile::changed).ifPresent(anchors -> validator = validator(anchors));
    }

    private CompletionStage<Answer> ask(Name name, int type, Question question) {
        // The validator sets CD, so that a resolver which validates as well hands bogus data over to be judged here.
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return validator.sendAsync(query, question).thenCompose(message -> judge(message, query, question));
    }

    private CompletionStage<Answer> judge(Message message, Message query, Question question) {
        if (message.getHeader().getFlag(Flags.AD)) {
            return CompletableFuture.completedStage(new Answer(message, Validation.SECURE));
        }
        LookupFailure interrupted = question.firstFailure();
        if (interrupted != null) {
            // The validator may call that insecure or bogus, but only lacked a part of the chain of trust.
            return CompletableFuture.failedStage(interrupted);
        }
        if (isAnswer(message)) {
            return CompletableFuture.completedStage(new Answer(message, Validation.UNVALIDATED));
        }
        Record asked = query.getQuestion();
        Optional<Message> ignorable = question.evidence().ignorable(asked);
        if (ignorable.isPresent() && BogusReason.isIgnoredNsec3(message)) {
            // RFC 9276 section 3.2 calls that insecure, and so does the validator of other absences than this.
            return CompletableFuture.completedStage(new Answer(ignorable.get(), Validation.UNVALIDATED));
        }
        if (asked.getType() != Type.CNAME && question.evidence().leavesOff(asked)) {
            // The validator takes that for an absence without proof. The alias alone it can judge.
            return ask(asked.getName(), Type.CNAME, question);
        }
        LookupFailure bogus = LookupFailure.bogus(
                BogusReason.of(message) + question.evidence().untimely(clock.instant()));
        return LocalZones.of(asked.getName())
                .filter(zone -> !hasAnchorIn(zone, asked.getName()))
                .map(zone -> orLocal(zone, query, question, bogus))
                .orElseGet(() -> CompletableFuture.failedStage(bogus));
    }

    /** The operator has said which keys that zone has. */
    private boolean hasAnchorIn(Name zone, Name name) {
        RRset anchor = validator.getTrustAnchors().find(name, DClass.IN);
        return anchor != null && anchor.getName().subdomain(zone);
    }

    /**
     * RFC 6303 section 8 wants its zones delegated without DS records, "to allow DNSSEC validation to succeed for queries in
     * these spaces despite not being answered from the delegated servers". Some are not delegated at all, and some answers
     * from them lack what the validator goes by. What counts is proof that no keys of that zone are known to anybody.
     */
    private CompletionStage<Answer> orLocal(Name zone, Message query, Question question, LookupFailure bogus) {
        Message keys = Message.newQuery(Record.newRecord(zone, Type.DS, DClass.IN));
        return validator.sendAsync(keys, question).thenCompose(message -> {
            boolean isProvenUnsigned = message.getHeader().getFlag(Flags.AD)
                    && message.getSection(Section.ANSWER).isEmpty();
            if (!isProvenUnsigned) {
                return CompletableFuture.failedStage(bogus);
            }
            query.getHeader().setFlag(Flags.CD);
            return upstreams.sendAsync(query, question).thenApply(answer -> new Answer(answer, Validation.UNVALIDATED));
        });
    }

    /** The upstreams give nothing else, so any other code is the validator's word for bogus. */
    private static boolean isAnswer(Message message) {
        return message.getRcode() == Rcode.NOERROR || message.getRcode() == Rcode.NXDOMAIN;
    }
}
