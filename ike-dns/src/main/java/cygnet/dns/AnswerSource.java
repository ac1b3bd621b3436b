package cygnet.dns;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;

/** Where answers come from, together with how far they can be trusted. */
interface AnswerSource {
    /**
     * Asks for the records of {@code name} and of the type that {@code question} is about. {@code name} differs from the
     * question's when an alias is followed.
     *
     * @return fails with a {@link LookupFailure}, also for bogus data
     */
    CompletionStage<Answer> ask(Name name, Question question);

    /** The keys with which the validation of {@code name} begins; empty where there are none, or nothing is validated here. */
    default Optional<RRset> trustAnchor(Name name) {
        return Optional.empty();
    }
}
