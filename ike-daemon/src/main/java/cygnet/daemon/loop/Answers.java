package cygnet.daemon.loop;

import cygnet.dns.resolver.HostNames;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Output;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.sa.Question;
import cygnet.kernel.Kernel;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the engine's answers: in DNS, in the kernel, and by computing them on a pool. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Kernel kernel;
    private final Optional<HostNames> names;
    private final Executor pool;

    /** @param names empty: there is no DNS, and nobody is found there */
    public Answers(Kernel kernel, Optional<HostNames> names, Executor pool) {
        this.kernel = kernel;
        this.names = names;
        this.pool = pool;
    }

    /** Finds an answer and hands it to {@code engine}, now or later, on any thread. */
    void find(Output.Ask<?> ask, Consumer<Input> engine) {
        findTyped(ask, engine);
    }

    @SuppressWarnings("unchecked") // Each kind of question fixes the type of its answer.
    private <A> void findTyped(Output.Ask<A> ask, Consumer<Input> engine) {
        Question<A> question = ask.question();
        Consumer<A> answer = a -> engine.accept(ask.answer(a));
        if (question instanceof Question.Kernel commands) {
            // Microseconds, so it is done on the engine's own thread.
            answer.accept((A) kernel.perform(commands.commands()));
        } else if (question instanceof Question.KeysOf keys) {
            lookUp(names.map(n -> n.directory().keys(keys.name())), outcome -> answer.accept((A) outcome));
        } else if (question instanceof Question.AddressesOf addresses) {
            lookUp(names.map(n -> n.directory().addresses(addresses.name())), outcome -> answer.accept((A) outcome));
        } else if (question instanceof Question.NamesOf namesOf) {
            lookUp(names.map(n -> n.of(namesOf.address())), outcome -> answer.accept((A) outcome));
        } else if (question instanceof Question.Compute<A> compute) {
            pool.execute(() -> compute(compute, answer));
        }
    }

    private static <T> void lookUp(Optional<CompletionStage<DnsOutcome<T>>> outcome, Consumer<DnsOutcome<T>> answer) {
        outcome.ifPresentOrElse(
                stage -> stage.whenComplete((found, failure) -> answer.accept(
                        failure == null
                                ? found
                                : new DnsOutcome.ServerFailure<>(String.valueOf(failure.getMessage())))),
                () -> answer.accept(new DnsOutcome.ServerFailure<>("no dns section is configured")));
    }

    private static <A> void compute(Question.Compute<A> compute, Consumer<A> answer) {
        A result;
        try {
            result = compute.work().get();
        } catch (RuntimeException e) {
            // A bug; the exchange will end by its own deadline.
            LOG.error("computing {} failed", compute.what(), e);
            return;
        }
        answer.accept(result);
    }
}
