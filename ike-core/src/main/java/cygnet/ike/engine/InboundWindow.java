package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.Payload;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.SaChange;
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
    private int expected;
    private @Nullable Working working;
    private List<Octets> lastResponse = List.of();
    private Octets lastRequest = Octets.empty();

    /** @param expected the message ID of the peer's first request */
    InboundWindow(EngineContext context, SaDriver driver, int expected) {
        this.context = context;
        this.driver = driver;
        this.expected = expected;
    }

    /** A request that is being worked on. */
    private record Working(IkeMessage request, Endpoint local, Endpoint remote, Chain chain) {}

    boolean isNew(int messageId) {
        return messageId == expected && working == null;
    }

    /** Whether this is the request before, or the one that is being worked on. */
    boolean isRepeated(int messageId) {
        return messageId == expected - 1 || (messageId == expected && working != null);
    }

    /** The first datagram of the request that was answered last: a repetition is bit-identical (section 2.1). */
    boolean sameAsLast(Octets datagram) {
        return lastRequest.equals(datagram);
    }

    void remember(Octets datagram) {
        lastRequest = datagram;
    }

    /** Sends the last response once more, to where the request came from. */
    void respondAgain(int messageId, Endpoint local, Endpoint remote) {
        if (messageId == expected - 1) {
            lastResponse.forEach(d -> context.transmit(local, remote, d));
        }
    }

    void onRequest(IkeMessage request, Endpoint local, Endpoint remote, Function<IkeMessage, Step> exchange) {
        context.report(new IkeEvent.MessageReceived(driver.label(), remote, request.toString()));
        Chain chain = new Chain(context, driver::label, this::onStep);
        working = new Working(request, local, remote, chain);
        chain.run(exchange.apply(request));
    }

    private void onStep(Step step) {
        Working current = requireWorking();
        String what = current.request().header().exchange() + " by the peer";
        if (step instanceof Step.Respond respond) {
            current.chain().keep();
            respond(current, respond.payloads());
            driver.apply(respond.changes(), what);
        } else if (step instanceof Step.Refuse refuse) {
            current.chain().undo();
            respond(current, refuse.payloads());
            driver.apply(refuse.changes(), what);
        } else if (step instanceof Step.Ignore ignore) {
            current.chain().undo();
            working = null;
            context.report(new IkeEvent.Dropped(current.remote(), ignore.cause()));
        } else {
            throw new IllegalStateException("an exchange that the peer begins cannot end with " + step);
        }
    }

    private void respond(Working current, List<Payload> payloads) {
        IkeHeader asked = current.request().header();
        IkeHeader header = IkeHeader.of(
                asked.initiatorSpi(),
                asked.responderSpi(),
                asked.exchange(),
                driver.sa().originalInitiator(),
                true,
                asked.messageId());
        IkeMessage response = new IkeMessage(header, payloads);
        lastResponse = driver.seal(response);
        expected++;
        working = null;
        context.report(
                new IkeEvent.MessageSent(driver.label(), current.remote(), response.toString(), lastResponse.size()));
        lastResponse.forEach(d -> context.transmit(current.local(), current.remote(), d));
    }

    Optional<IkeMessage> inWork() {
        return Optional.ofNullable(working).map(Working::request);
    }

    /** Cuts off what is being worked on. The last response stays, for a peer that has not got it. */
    void close() {
        if (working != null) {
            working.chain().undo();
            working = null;
        }
    }

    /** The changes that a request led to are applied by the driver; this is for requests without an exchange. */
    static Step refuse(List<Payload> payloads, SaChange... changes) {
        return new Step.Refuse(payloads, List.of(changes));
    }

    private Working requireWorking() {
        if (working == null) {
            throw new IllegalStateException("no request is being worked on");
        }
        return working;
    }
}
