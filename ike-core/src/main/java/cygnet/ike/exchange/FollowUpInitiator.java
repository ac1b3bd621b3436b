package cygnet.ike.exchange;

import cygnet.crypto.RandomSource;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * IKE_FOLLOWUP_KE, our side as initiator: the additional key exchanges of a CREATE_CHILD_SA, one after the other (RFC 9370
 * section 2.2.4). Each request shows the link that the response before it has brought; it means something to the peer
 * alone. The window stays ours till the last of them.
 *
 * <pre>
 *                           &lt;--  HDR(CREATE_CHILD_SA), SK {SA, Nr, KEr, .., N(ADDITIONAL_KEY_EXCHANGE)(link1)}
 *   HDR(IKE_FOLLOWUP_KE), SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)(link1)}  --&gt;
 *                           &lt;--  HDR(IKE_FOLLOWUP_KE), SK {KEr(1), N(ADDITIONAL_KEY_EXCHANGE)(link2)}
 *   ..
 *   HDR(IKE_FOLLOWUP_KE), SK {KEi(n), N(ADDITIONAL_KEY_EXCHANGE)(linkn)}  --&gt;
 *                           &lt;--  HDR(IKE_FOLLOWUP_KE), SK {KEr(n)}
 *                           &lt;--  HDR(IKE_FOLLOWUP_KE), SK {N(STATE_NOT_FOUND)}   all of it has failed
 * </pre>
 */
final class FollowUpInitiator {
    private final RandomSource random;
    private final SharedSecrets secrets;
    private final Series series;

    /** What the CREATE_CHILD_SA exchange makes of its additional key exchanges. */
    interface Series {
        /** Why there must be no further one; empty if there may. */
        Optional<String> obstacle();

        /** All are made: the secrets are complete. */
        Step complete();

        /** The peer has given up. */
        Step refused(NotifyPayload error);

        /** What the peer says makes no sense; it may take the new SA for complete. */
        Step broken(String cause);
    }

    /** @param secrets with SK(0) */
    FollowUpInitiator(RandomSource random, SharedSecrets secrets, Series series) {
        this.random = random;
        this.secrets = secrets;
        this.series = series;
    }

    /**
     * Goes on after a response.
     *
     * @param methods of the key exchanges that are still to be made
     */
    Step after(IkeMessage response, List<TransformId> methods) {
        if (methods.isEmpty()) {
            return series.complete();
        }
        Optional<NotifyPayload> link = response.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE);
        if (link.isEmpty()) {
            return series.broken("the response has no ADDITIONAL_KEY_EXCHANGE");
        }
        return unlessPointless(() -> KeyExchange.keyPair(
                methods.get(0),
                random,
                keyPair -> unlessPointless(() -> request(keyPair, link.get(), methods)),
                FollowUpInitiator::stop));
    }

    /** RFC 9370 section 2.2.4: whoever has the lowest nonce stops, since there is nothing to delete yet. */
    private Step unlessPointless(Supplier<Step> next) {
        return series.obstacle().map(FollowUpInitiator::stop).orElseGet(next);
    }

    private Step request(EphemeralKeyPair keyPair, NotifyPayload link, List<TransformId> methods) {
        return new Step.Request(
                ExchangeType.IKE_FOLLOWUP_KE,
                List.of(
                        new KePayload(methods.get(0), keyPair.publicValue()),
                        NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link.content())),
                exchanged -> onResponse(keyPair, methods, exchanged.response()));
    }

    private Step onResponse(EphemeralKeyPair keyPair, List<TransformId> methods, IkeMessage response) {
        Optional<NotifyPayload> error = Notifies.firstError(response);
        if (error.isPresent()) {
            return series.refused(error.get());
        }
        Optional<KePayload> ke = response.first(KePayload.class);
        if (ke.isEmpty() || !ke.get().method().equals(methods.get(0))) {
            return series.broken("the response has no key exchange value of " + methods.get(0));
        }
        return KeyExchange.agree(
                keyPair,
                ke.get().value(),
                secret -> {
                    secrets.add(secret);
                    return after(response, methods.subList(1, methods.size()));
                },
                // RFC 6989 section 2.5: a bad public value from an authenticated peer ends the IKE SA.
                cause -> Step.abort(new SaChange.CloseWithDelete(cause)));
    }

    private static Step stop(String cause) {
        return Step.abort(new SaChange.Failed(cause));
    }
}
