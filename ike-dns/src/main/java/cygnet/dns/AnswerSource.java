package cygnet.dns;

import java.util.concurrent.CompletionStage;
import org.xbill.DNS.Name;

/** Where answers come from, together with how far they can be trusted. */
interface AnswerSource {
    /**
     * Asks for the records of {@code name} and of the type that {@code question} is about. {@code name} differs from the
     * question's when an alias is followed.
     *
     * @return fails with a {@link LookupFailure}, also for bogus data
     */
    CompletionStage<Answer> ask(Name name, Question question);
}
