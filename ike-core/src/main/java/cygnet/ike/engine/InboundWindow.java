package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.engine.Farewells.Farewell;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.Payload;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The peer's requests: each is worked on once, and its response is kept to be sent again when the request comes again
 * (RFC 7296 sections 2.1, 2.3).
 */
final class InboundWindow {
    private final EngineContext context;
    private final SaDriver driver;
    private final FollowUps followUps;
    private int expected;
    private @Nullable Working working;
    private Optional<Farewell> answered = Optional.empty();

    /** @param expected the message ID of the peer's first request */
    InboundWindow(EngineContext context, SaDriver driver, int expected) {
        this.context = context;
        this.driver = driver;
        this.followUps = new FollowUps(context, driver);
        this.expected = expected;
    }

    /**
     * A request that has been opened.
     *
     * @param datagram its first datagram: a repetition is bit-identical (section 2.1)
     */
    record Request(IkeMessage message, Octets datagram, Endpoint local, Endpoint remote) {}

    /** A request that is being worked on. */
    private record Working(Request request, Chain chain) {}

    boolean isNew(int messageId) {
        return messageId == expected && working == null;
    }

    /** Whether this is the request that is being worked on: its answer will come. */
    boolean isInWork(int messageId) {
        return messageId == expected && working != null;
    }

    /** Whether this is the request that was answered last. */
    boolean isAnswered(int messageId) {
        return messageId == expected - 1;
    }

    /** Whether this datagram is the first of the request that was answered last. */
    boolean isRepetition(Octets datagram) {
        return answered.filter(last -> last.request().equals(datagram)).isPresent();
    }

    /** Sends the last response once more, to where the request came from. */
    void respondAgain(Endpoint local, Endpoint remote) {
        driver.path().sent();
        answered.ifPresent(last -> last.response().forEach(d -> context.transmit(local, remote, d)));
    }

    void onRequest(Request request, Function<IkeMessage, Step> exchange) {
        context.report(new IkeEvent.MessageReceived(
                driver.label(), request.remote(), request.message().toString()));
        Chain chain =
                followUps.resume(request.message()).orElseGet(() -> new Chain(context, driver::label, this::onStep));
        working = new Working(request, chain);
        chain.run(exchange.apply(request.message()));
    }

    private void onStep(Step step) {
        Working current = requireWorking();
        String what = current.request().message().header().exchange() + " by the peer";
        if (step instanceof Step.Respond respond) {
            current.chain().keep();
            respond(current.request(), respond.payloads());
            followUps.over(current.chain());
            driver.apply(respond.changes(), what);
        } else if (step instanceof Step.Expect expect) {
            followUps.expect(current.chain(), expect);
            respond(current.request(), expect.payloads());
            driver.apply(List.of(), what);
        } else if (step instanceof Step.Refuse refuse) {
            current.chain().undo();
            respond(current.request(), refuse.payloads());
            followUps.over(current.chain());
            driver.apply(refuse.changes(), what);
        } else if (step instanceof Step.Ignore ignore) {
            current.chain().undo();
            working = null;
            followUps.over(current.chain());
            context.drop(DropCause.UNEXPECTED, current.request().remote(), ignore.cause());
        } else {
            throw new IllegalStateException("an exchange that the peer begins cannot end with " + step);
        }
        // What had to wait for this one.
        driver.outbound().startNext();
    }

    private void respond(Request request, List<Payload> payloads) {
        IkeHeader asked = request.message().header();
        IkeHeader header = IkeHeader.of(
                asked.initiatorSpi(),
                asked.responderSpi(),
                asked.exchange(),
                driver.sa().originalInitiator(),
                true,
                asked.messageId());
        IkeMessage response = new IkeMessage(header, payloads);
        Farewell farewell = new Farewell(request.datagram(), driver.seal(response));
        answered = Optional.of(farewell);
        expected++;
        driver.timers().counted(expected);
        working = null;
        context.report(new IkeEvent.MessageSent(
                driver.label(),
                request.remote(),
                response.toString(),
                farewell.response().size()));
        respondAgain(request.local(), request.remote());
    }

    /** What the peer has begun and goes on with in further requests. */
    FollowUps followUps() {
        return followUps;
    }

    Optional<IkeMessage> inWork() {
        return Optional.ofNullable(working).map(w -> w.request().message());
    }

    /** Answers what is being worked on with an error. */
    void refuseWork(List<Payload> error) {
        if (working != null) {
            Working current = working;
            current.chain().undo();
            followUps.over(current.chain());
            respond(current.request(), error);
        }
    }

    /** What a peer that repeats its last request is to be told when the IKE SA is over. */
    Optional<Farewell> farewell() {
        return answered;
    }

    /** Cuts off what is being worked on. */
    void close() {
        if (working != null) {
            working.chain().undo();
            followUps.over(working.chain());
            working = null;
        }
        followUps.close();
    }

    private Working requireWorking() {
        if (working == null) {
            throw new IllegalStateException("no request is being worked on");
        }
        return working;
    }
}
