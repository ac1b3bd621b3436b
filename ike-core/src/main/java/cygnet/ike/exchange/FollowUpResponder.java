package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * IKE_FOLLOWUP_KE, our side as responder: the additional key exchanges of a CREATE_CHILD_SA, one after the other (RFC 9370
 * section 2.2.4). Every response but the last has a new link, by which the next request is known.
 */
final class FollowUpResponder {
    private static final int LINK_LENGTH = 8;

    private final RandomSource random;
    private final SharedSecrets secrets;
    private final Function<Octets, Larval> larval;
    private final Function<List<Payload>, Step> complete;

    /**
     * @param secrets with SK(0)
     * @param larval what is being made, by its link
     * @param complete gets the payloads of the last response, when the secrets are complete
     */
    FollowUpResponder(
            RandomSource random,
            SharedSecrets secrets,
            Function<Octets, Larval> larval,
            Function<List<Payload>, Step> complete) {
        this.random = random;
        this.secrets = secrets;
        this.larval = larval;
        this.complete = complete;
    }

    /**
     * Answers.
     *
     * @param payloads of the response that is due
     * @param methods of the key exchanges that are still to be made
     */
    Step respond(List<Payload> payloads, List<TransformId> methods) {
        if (methods.isEmpty()) {
            return complete.apply(payloads);
        }
        Octets link = random.octets(LINK_LENGTH);
        List<Payload> linked = new ArrayList<>(payloads);
        linked.add(NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link));
        return new Step.Expect(linked, larval.apply(link), request -> onRequest(request, methods));
    }

    private Step onRequest(IkeMessage request, List<TransformId> methods) {
        Optional<KePayload> ke = request.first(KePayload.class);
        if (ke.isEmpty() || !ke.get().method().equals(methods.get(0))) {
            return refuse("an IKE_FOLLOWUP_KE request without a key exchange value of " + methods.get(0));
        }
        return KeyExchange.respond(
                methods.get(0),
                ke.get().value(),
                random,
                (publicValue, secret) -> {
                    secrets.add(secret);
                    return respond(
                            List.of(new KePayload(methods.get(0), publicValue)), methods.subList(1, methods.size()));
                },
                FollowUpResponder::refuse);
    }

    private static Step refuse(String cause) {
        return CreateChildResponder.refuse(NotifyType.INVALID_SYNTAX, cause);
    }
}
