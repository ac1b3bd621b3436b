package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Our requests: one at a time (RFC 7296 section 2.3), repeated bit for bit until answered (section 2.1), the others
 * waiting.
 */
final class OutboundWindow {
    private final EngineContext context;
    private final SaDriver driver;
    private final Deque<OutboundExchange> queue = new ArrayDeque<>();
    private @Nullable Running running;
    private int nextMessageId;

    OutboundWindow(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    /** The exchange that has the window. */
    private static final class Running {
        private final OutboundExchange exchange;
        private final Chain chain;
        private @Nullable Outstanding outstanding;

        Running(OutboundExchange exchange, Chain chain) {
            this.exchange = exchange;
            this.chain = chain;
        }

        void stopTimer() {
            if (outstanding != null && outstanding.timer != null) {
                outstanding.timer.cancel();
            }
        }
    }

    /** A request that waits for its response. */
    private static final class Outstanding {
        private final Step.Request step;
        private final int messageId;
        private final List<Octets> datagrams;
        private int sent;
        private Timers.@Nullable Timer timer;
        private String doubt = "";
        private boolean followed;

        Outstanding(Step.Request step, int messageId, List<Octets> datagrams) {
            this.step = step;
            this.messageId = messageId;
            this.datagrams = datagrams;
        }
    }

    void add(OutboundExchange exchange) {
        queue.addLast(exchange);
        startNext();
    }

    /** Puts an exchange before all that wait; it starts when {@link #startNext} is called. */
    void addFirst(OutboundExchange exchange) {
        queue.addFirst(exchange);
    }

    /** The exchange that has the window, then those that wait for it. */
    List<OutboundExchange> all() {
        List<OutboundExchange> all = new ArrayList<>();
        current().ifPresent(all::add);
        all.addAll(queue);
        return all;
    }

    boolean has(Predicate<OutboundExchange> which) {
        return all().stream().anyMatch(which);
    }

    Optional<OutboundExchange> current() {
        return Optional.ofNullable(running).map(r -> r.exchange);
    }

    boolean isIdle() {
        return running == null && queue.isEmpty();
    }

    void startNext() {
        if (running != null || driver.isClosed()) {
            return;
        }
        Optional<OutboundExchange> next = queue.stream()
                .filter(e -> !ExchangeConflicts.hasToWait(driver.sa(), e))
                .findFirst();
        next.ifPresent(this::start);
    }

    private void start(OutboundExchange exchange) {
        queue.remove(exchange);
        Chain chain = new Chain(context, driver::label, this::onStep);
        running = new Running(exchange, chain);
        chain.run(exchange.begin());
    }

    private void onStep(Step step) {
        Running current = requireRunning();
        if (step instanceof Step.Request request) {
            send(current, request);
        } else if (step instanceof Step.KeepWaiting waiting) {
            keepWaiting(current, waiting.cause());
        } else if (step instanceof Step.Done done) {
            current.chain.keep();
            finish(current, done.changes());
        } else if (step instanceof Step.Abort abort) {
            current.chain.undo();
            finish(current, abort.changes());
        } else {
            throw new IllegalStateException("an exchange that we begin cannot end with " + step);
        }
    }

    private void send(Running current, Step.Request request) {
        boolean init = request.exchange().equals(ExchangeType.IKE_SA_INIT);
        // Section 2.2: IKE_SA_INIT has message ID 0, also when it is repeated with a cookie or another group.
        int messageId = init ? 0 : nextMessageId;
        nextMessageId = messageId + 1;
        driver.timers().counted(nextMessageId);
        IkeHeader header = IkeHeader.of(
                driver.sa().spis().initiator(),
                driver.sa().spis().responder(),
                request.exchange(),
                driver.sa().originalInitiator(),
                false,
                messageId);
        IkeMessage message = new IkeMessage(header, request.payloads());
        current.stopTimer();
        Outstanding outstanding = new Outstanding(request, messageId, driver.seal(message));
        current.outstanding = outstanding;
        context.report(new IkeEvent.MessageSent(
                driver.label(), driver.sa().remote(), message.toString(), outstanding.datagrams.size()));
        transmit(current, outstanding);
    }

    private void transmit(Running current, Outstanding outstanding) {
        outstanding.sent++;
        driver.path().sent();
        outstanding.datagrams.forEach(
                d -> context.transmit(driver.sa().local(), driver.sa().remote(), d));
        outstanding.timer = context.after(
                context.config.retransmit().wait(outstanding.sent), () -> onSilence(current, outstanding));
    }

    private void onSilence(Running current, Outstanding outstanding) {
        if (outstanding.sent <= context.config.retransmit().tries()) {
            context.report(
                    new IkeEvent.Retransmitted(driver.label(), driver.sa().remote(), outstanding.sent));
            transmit(current, outstanding);
            return;
        }
        String doubt = outstanding.doubt.isEmpty() ? "" : "; " + outstanding.doubt;
        String cause = "no answer to " + outstanding.step.exchange() + " after " + outstanding.sent + " tries" + doubt;
        current.outstanding = null;
        current.chain.undo();
        finish(current, List.of(current.exchange.onTimeout(cause)));
    }

    private void keepWaiting(Running current, String cause) {
        Outstanding outstanding = current.outstanding;
        if (outstanding != null) {
            outstanding.doubt = cause;
            context.drop(DropCause.DOUBTFUL_RESPONSE, driver.sa().remote(), cause);
        }
    }

    private void finish(Running current, List<SaChange> changes) {
        current.stopTimer();
        running = null;
        driver.ended(current.exchange, changes);
        startNext();
    }

    /** Cuts the running exchange off. */
    void abandon(SaChange change) {
        Running current = requireRunning();
        current.chain.undo();
        finish(current, List.of(change));
    }

    /** Gives away what is waiting. */
    List<OutboundExchange> takeQueue() {
        List<OutboundExchange> taken = List.copyOf(queue);
        queue.clear();
        return taken;
    }

    /** Whether such a request is out, and its response still to come or being worked on. */
    boolean hasSent(ExchangeType exchange) {
        return running != null
                && running.outstanding != null
                && running.outstanding.step.exchange().equals(exchange);
    }

    /** Whether this message ID is the one that a response may have now. */
    boolean expects(int messageId) {
        return running != null
                && running.outstanding != null
                && running.outstanding.messageId == messageId
                && !running.chain.isWaiting();
    }

    void onResponse(IkeMessage response, Octets octets) {
        Running current = requireRunning();
        Outstanding outstanding = current.outstanding;
        if (outstanding == null
                || !outstanding.step.exchange().equals(response.header().exchange())) {
            context.drop(DropCause.UNEXPECTED, driver.sa().remote(), "a response of another exchange");
            return;
        }
        context.report(new IkeEvent.MessageReceived(driver.label(), driver.sa().remote(), response.toString()));
        boolean init = outstanding.step.exchange().equals(ExchangeType.IKE_SA_INIT);
        if (!init) {
            // Authentic, so it is the answer; that to IKE_SA_INIT may be forged, and goes on being asked for.
            current.stopTimer();
        }
        boolean followUp = outstanding.step.exchange().equals(ExchangeType.IKE_FOLLOWUP_KE);
        boolean creates = outstanding.step.exchange().equals(ExchangeType.CREATE_CHILD_SA);
        outstanding.followed =
                response.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE).isPresent();
        boolean busy = response.notify(NotifyType.TEMPORARY_FAILURE).isPresent();
        current.chain.run(outstanding
                .step
                .onResponse()
                .apply(new Step.Exchanged(outstanding.datagrams.get(0), response, octets)));
        if ((creates || followUp) && !driver.isClosed()) {
            driver.timers().answered(busy);
        }
        if (followUp && !driver.isClosed()) {
            driver.timers().followedUp(response);
        }
    }

    /** Whether the exchange that has the window has come to its additional key exchanges (RFC 9370 section 2.2.4). */
    boolean isFollowingUp() {
        return running != null
                && running.outstanding != null
                && (running.outstanding.followed
                        || running.outstanding.step.exchange().equals(ExchangeType.IKE_FOLLOWUP_KE));
    }

    /** Forgets everything; what the running exchange holds is undone. */
    void close() {
        queue.clear();
        if (running != null) {
            running.stopTimer();
            running.chain.undo();
            running = null;
        }
    }

    private Running requireRunning() {
        if (running == null) {
            throw new IllegalStateException("no exchange has the window");
        }
        return running;
    }
}
