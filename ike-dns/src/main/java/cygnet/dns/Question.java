package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * One question on its way: how much work it may still cause, what went wrong meanwhile, and its outcome.
 *
 * <p>It is the executor of its own callbacks too. dnsjava's validator hands the executor of a question on to every lookup
 * that it makes for it, and so those lookups are known to belong here.
 */
final class Question implements Executor {
    private final Name name;
    private final int type;
    private final Executor threads;
    private final AtomicInteger queriesLeft;
    private final AtomicReference<@Nullable LookupFailure> firstFailure = new AtomicReference<>();
    private final CompletableFuture<DnsOutcome<Record>> outcome = new CompletableFuture<>();
    private final Evidence evidence = new Evidence();
    private volatile String waitingFor = "";
    private volatile List<Waypoint> way = List.of();

    Question(Name name, int type, int queries, Executor threads) {
        this.name = name;
        this.type = type;
        this.queriesLeft = new AtomicInteger(queries);
        this.threads = threads;
    }

    Name name() {
        return name;
    }

    int type() {
        return type;
    }

    CompletionStage<DnsOutcome<Record>> outcome() {
        return outcome;
    }

    /** Gives the outcome to who asked, unless there is one already. */
    void settle(DnsOutcome<Record> result) {
        outcome.complete(result);
    }

    void fail(LookupFailure failure) {
        settle(failure.toOutcome());
    }

    /** Nobody waits any more: no further query may be sent. */
    boolean isOver() {
        return outcome.isDone();
    }

    /** Ends the wait for whoever asked; what is still on its way will be ignored. */
    void expire() {
        LookupFailure failure = firstFailure();
        String what = waitingFor.isEmpty() ? toString() : waitingFor;
        fail(failure == null ? LookupFailure.timeout("no answer in time about " + what) : failure);
    }

    /**
     * Accounts for one more query.
     *
     * @throws LookupFailure if it must not be sent
     */
    void spendQuery(Message query) throws LookupFailure {
        if (isOver()) {
            throw LookupFailure.timeout("the question is over");
        }
        if (queriesLeft.getAndDecrement() <= 0) {
            throw LookupFailure.server("too many queries for one question");
        }
        waitingFor = describe(query);
    }

    /** Its answers have led through these names so far; the last one may still be asked about. */
    void passed(List<Waypoint> names) {
        way = names;
    }

    /** The names that led to the outcome: the question's own first, then those that are aliases of one another. */
    List<Waypoint> way() {
        return way;
    }

    /** What was seen in the answers, to this question and to the lookups of its chain of trust. */
    Evidence evidence() {
        return evidence;
    }

    /** A lookup of this question failed for good. Validation may swallow that, so it is kept here. */
    void note(LookupFailure failure) {
        firstFailure.compareAndSet(null, failure);
    }

    @Nullable
    LookupFailure firstFailure() {
        return firstFailure.get();
    }

    static String describe(Message query) {
        Record question = query.getQuestion();
        return question.getName() + " " + Type.string(question.getType());
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public String toString() {
        return name + " " + Type.string(type);
    }
}
