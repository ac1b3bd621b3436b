package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.message.ContentOctets;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * IKE_INTERMEDIATE with one additional key exchange, our side as initiator (RFC 9242 section 3.2, RFC 9370 section 2.2.2);
 * as often as there are such key exchanges, then comes IKE_AUTH.
 *
 * <pre>
 *   HDR(IKE_INTERMEDIATE), SK {KEi(n)}  --&gt;
 *                                       &lt;--  HDR(IKE_INTERMEDIATE), SK {KEr(n)}
 * </pre>
 */
final class IntermediateInitiator implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final OutboundExchange next;

    /** @param next what follows the last additional key exchange */
    IntermediateInitiator(IkeSa sa, SaEnvironment environment, OutboundExchange next) {
        this.sa = sa;
        this.environment = environment;
        this.next = next;
    }

    /** What the response is judged by. */
    private record Sent(TransformId method, EphemeralKeyPair keyPair, List<Payload> payloads) {}

    @Override
    public String what() {
        return "IKE_INTERMEDIATE";
    }

    @Override
    public Step begin() {
        return sa.init()
                .nextKeyExchange()
                .map(this::withMethod)
                .orElseGet(() -> Step.done(new SaChange.Continue(next)));
    }

    private Step withMethod(TransformId method) {
        return KeyExchange.keyPair(
                method,
                environment.random(),
                keyPair -> send(new Sent(method, keyPair, List.of(new KePayload(method, keyPair.publicValue())))),
                IntermediateInitiator::fail);
    }

    private Step send(Sent sent) {
        return new Step.Request(
                ExchangeType.IKE_INTERMEDIATE, sent.payloads(), exchanged -> onResponse(sent, exchanged));
    }

    private Step onResponse(Sent sent, Step.Exchanged exchanged) {
        IkeMessage response = exchanged.response();
        Optional<KePayload> ke = response.first(KePayload.class);
        if (ke.isEmpty() || !ke.get().method().equals(sent.method())) {
            return fail(Notifies.firstError(response)
                    .map(n -> "the peer refused: " + n.notifyType())
                    .orElse("the peer's IKE_INTERMEDIATE response has no key exchange value of " + sent.method()));
        }
        return KeyExchange.agree(
                sent.keyPair(),
                ke.get().value(),
                secret -> updated(secret, request(sent, response), exchanged.responseOctets()),
                IntermediateInitiator::fail);
    }

    /** Our request, as RFC 9242 section 3.3.2 wants it: before encryption and fragmentation. */
    private static Octets request(Sent sent, IkeMessage response) {
        IkeHeader answered = response.header();
        IkeHeader header = IkeHeader.of(
                answered.initiatorSpi(),
                answered.responderSpi(),
                ExchangeType.IKE_INTERMEDIATE,
                true,
                false,
                answered.messageId());
        return ContentOctets.of(new IkeMessage(header, sent.payloads())).authenticated();
    }

    private Step updated(Secret shared, Octets request, Octets response) {
        InitResult init = sa.init();
        IkeKeys keys =
                init.keys().update(init.algorithms(), shared, init.initiatorNonce(), init.responderNonce(), sa.spis());
        return Step.done(
                new SaChange.KeysUpdated(keys, init.intermediate().after(init.keys(), request, response)),
                new SaChange.Continue(this));
    }

    private static Step fail(String cause) {
        return Step.abort(new SaChange.Closed(cause));
    }
}
