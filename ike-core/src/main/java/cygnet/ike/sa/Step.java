package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an exchange wants next. An exchange is a chain of steps; each step holds only what the rest of the chain needs, so
 * that there are no half-filled fields, and nothing of the IKE SA changes before the chain has ended.
 */
public sealed interface Step {
    /** Wait for an answer from outside, then go on. */
    record Ask<A>(Question<A> question, Function<A, Step> then) implements Step {}

    /**
     * From here on the chain holds something, in the kernel or elsewhere. If it ends badly, or is cut off, {@code undo} is
     * called and what it returns is performed; what was taken hold of last goes first.
     */
    record Hold(Supplier<List<KernelCommand>> undo, Supplier<Step> next) implements Step {}

    /** From here on the chain owns a secret, to be wiped when it ends, however that comes. */
    record Guard(Runnable wipe, Supplier<Step> next) implements Step {}

    /** Send a request and wait for its response (initiator of the exchange). */
    record Request(ExchangeType exchange, List<Payload> payloads, Function<Exchanged, Step> onResponse)
            implements Step {
        public Request {
            payloads = List.copyOf(payloads);
        }
    }

    /** The response can't be believed: go on waiting for a better one, remembering why (RFC 7296 section 2.21.1). */
    record KeepWaiting(String cause) implements Step {}

    /** The exchange has succeeded: what it holds stays, the changes are applied (initiator of the exchange). */
    record Done(List<SaChange> changes) implements Step {
        public Done {
            changes = List.copyOf(changes);
        }
    }

    /** The exchange has failed: what it holds is undone, then the changes are applied (initiator of the exchange). */
    record Abort(List<SaChange> changes) implements Step {
        public Abort {
            changes = List.copyOf(changes);
        }
    }

    /** Answer the request; what it holds stays, the changes are applied (responder of the exchange). */
    record Respond(List<Payload> payloads, List<SaChange> changes) implements Step {
        public Respond {
            payloads = List.copyOf(payloads);
            changes = List.copyOf(changes);
        }
    }

    /**
     * Answer the request, and go on when the peer's next IKE_FOLLOWUP_KE request comes (RFC 9370 section 2.2.4); what it
     * holds stays till then. If none comes in time it is undone (responder of the exchange).
     */
    record Expect(List<Payload> payloads, Larval larval, Function<IkeMessage, Step> onRequest) implements Step {
        public Expect {
            payloads = List.copyOf(payloads);
        }
    }

    /** Answer the request with an error; what it holds is undone (responder of the exchange). */
    record Refuse(List<Payload> payloads, List<SaChange> changes) implements Step {
        public Refuse {
            payloads = List.copyOf(payloads);
            changes = List.copyOf(changes);
        }
    }

    /** Give no answer at all (responder of the exchange). */
    record Ignore(String cause) implements Step {}

    /**
     * A request with its response.
     *
     * @param request the datagram as sent, without a non-ESP marker
     * @param responseOctets likewise as received; of IKE_INTERMEDIATE what AUTH covers of it (RFC 9242 section 3.3.2)
     */
    record Exchanged(Octets request, IkeMessage response, Octets responseOctets) {}

    static <A> Step ask(Question<A> question, Function<A, Step> then) {
        return new Ask<>(question, then);
    }

    static Step done(SaChange... changes) {
        return new Done(List.of(changes));
    }

    static Step abort(SaChange... changes) {
        return new Abort(List.of(changes));
    }
}
