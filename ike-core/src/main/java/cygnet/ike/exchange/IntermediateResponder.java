package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.message.ContentOctets;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * IKE_INTERMEDIATE with one additional key exchange, our side as responder (RFC 9242 section 3.2, RFC 9370 section 2.2.2).
 * There are as many as were negotiated, and no others: a peer cannot make us compute without end.
 */
public final class IntermediateResponder {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public IntermediateResponder(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    /**
     * Answers a request.
     *
     * @param octets of the request, as {@link ContentOctets#authenticated} gives them
     */
    public Step onRequest(IkeMessage request, Octets octets) {
        Optional<TransformId> wanted = sa.init().nextKeyExchange();
        Optional<KePayload> ke = request.first(KePayload.class);
        if (wanted.isEmpty()) {
            return refuse("no further key exchange was negotiated");
        }
        if (ke.isEmpty() || !ke.get().method().equals(wanted.get())) {
            return refuse("an IKE_INTERMEDIATE request without a key exchange value of " + wanted.get());
        }
        return KeyExchange.respond(
                wanted.get(),
                ke.get().value(),
                environment.random(),
                (publicValue, secret) ->
                        respond(request.header(), octets, new KePayload(wanted.get(), publicValue), secret),
                IntermediateResponder::refuse);
    }

    private Step respond(IkeHeader asked, Octets request, KePayload ke, Secret shared) {
        List<Payload> payloads = List.of(ke);
        IkeHeader header = IkeHeader.of(
                asked.initiatorSpi(),
                asked.responderSpi(),
                ExchangeType.IKE_INTERMEDIATE,
                false,
                true,
                asked.messageId());
        Octets response = ContentOctets.of(new IkeMessage(header, payloads)).authenticated();
        InitResult init = sa.init();
        IkeKeys keys =
                init.keys().update(init.algorithms(), shared, init.initiatorNonce(), init.responderNonce(), sa.spis());
        // The response still goes out under the keys of the request.
        return new Step.Respond(
                payloads,
                List.of(new SaChange.KeysUpdated(keys, init.intermediate().after(init.keys(), request, response))));
    }

    private static Step refuse(String cause) {
        return new Step.Refuse(
                Notifies.error(NotifyType.INVALID_SYNTAX), List.of(new SaChange.Closed("IKE_INTERMEDIATE: " + cause)));
    }
}
