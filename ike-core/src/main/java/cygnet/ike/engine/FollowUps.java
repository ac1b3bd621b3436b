package cygnet.ike.engine;

import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The peer's exchanges that go on with IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4). Between two of its requests each is a
 * chain that waits, known by its link, with what it holds: an SPI of the kernel's, and secrets. There are few of them and
 * none waits for long, since a peer may have forgotten what it has begun.
 */
final class FollowUps {
    /** RFC 9370 recommends 5 to 20 seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A peer with a window of one makes one at a time; it may have given up some. */
    private static final int MOST = 4;

    private final EngineContext context;
    private final SaDriver driver;
    private final List<Waiting> all = new ArrayList<>();

    FollowUps(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    /** A chain and what it waits for. */
    private static final class Waiting {
        private final Chain chain;
        private final Step.Expect step;
        /** Null while a request of it is being worked on. */
        private Timers.@Nullable Timer timer;

        Waiting(Chain chain, Step.Expect step, Timers.Timer timer) {
            this.chain = chain;
            this.step = step;
            this.timer = timer;
        }

        Larval larval() {
            return step.larval();
        }
    }

    /** Whether the peer has to bring one of its exchanges to an end before it begins another. */
    boolean isFull() {
        return all.size() >= MOST;
    }

    /** In words, as {@link IkeEngine#underWay} wants it. */
    List<String> underWay() {
        return all.stream()
                .map(w -> driver.label() + " " + w.larval().what() + " by the peer, to be followed up")
                .toList();
    }

    /** A chain has answered, and waits for a further request. */
    void expect(Chain chain, Step.Expect step) {
        all.removeIf(w -> w.chain == chain);
        Timers.Timer timer = context.after(PATIENCE, () -> giveUp(step.larval()));
        all.add(new Waiting(chain, step, timer));
        publish();
    }

    /** The chain that waits for this request; from now on the request is being worked on. */
    Optional<Chain> resume(IkeMessage request) {
        Optional<Waiting> waiting = find(request).filter(w -> w.timer != null);
        waiting.ifPresent(FollowUps::stopTimer);
        return waiting.map(w -> w.chain);
    }

    /** The step of a request whose chain has been {@linkplain #resume resumed}. */
    Step step(IkeMessage request) {
        Optional<Waiting> waiting = find(request);
        if (waiting.isEmpty()) {
            return refuse(NotifyType.STATE_NOT_FOUND, "an additional key exchange for nothing that we know");
        }
        Optional<String> ending = ExchangeConflicts.ending(
                driver.sa().lifecycle(),
                waiting.get().larval(),
                driver.outbound().all());
        return ending.map(cause -> refuse(NotifyType.TEMPORARY_FAILURE, cause))
                .orElseGet(() -> waiting.get().step.onRequest().apply(request));
    }

    private static Step refuse(NotifyType error, String cause) {
        return new Step.Refuse(List.of(NotifyPayload.of(error)), List.of(new SaChange.Failed(cause)));
    }

    private Optional<Waiting> find(IkeMessage request) {
        if (!request.header().exchange().equals(ExchangeType.IKE_FOLLOWUP_KE)) {
            return Optional.empty();
        }
        return request.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .flatMap(shown -> all.stream()
                        .filter(w -> w.larval().link().equals(shown.content()))
                        .findFirst());
    }

    /** A chain has ended, in one way or another. */
    void over(Chain chain) {
        if (all.removeIf(w -> w.chain == chain)) {
            publish();
        }
    }

    /** Undoes those that wait for what has become pointless. */
    void drop(Predicate<Larval> which) {
        List<Waiting> dropped = all.stream()
                .filter(w -> w.timer != null && which.test(w.larval()))
                .toList();
        all.removeAll(dropped);
        dropped.forEach(w -> {
            stopTimer(w);
            w.chain.undo();
        });
        if (!dropped.isEmpty()) {
            publish();
        }
    }

    /** The responder has to let go of what is not followed up within a reasonable time. */
    private void giveUp(Larval larval) {
        drop(larval::equals);
        context.report(new IkeEvent.ExchangeFailed(
                driver.label(), larval.what() + " by the peer", "no IKE_FOLLOWUP_KE has come in time"));
        driver.abandonedByPeer(larval);
    }

    private void publish() {
        driver.sa().expects(all.stream().map(Waiting::larval).toList());
    }

    private static void stopTimer(Waiting waiting) {
        if (waiting.timer != null) {
            waiting.timer.cancel();
            waiting.timer = null;
        }
    }

    void close() {
        drop(larval -> true);
    }
}
