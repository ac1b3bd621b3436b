package cygnet.ike.exchange;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.crypto.kex.KeyExchangeResponse;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.Step;
import java.util.Optional;
import java.util.function.Function;

/** The computations of a key exchange, each a question, and who wipes what they bring. */
final class KeyExchange {
    private KeyExchange() {}

    /** Our key pair; it is closed when the chain ends. */
    static Step keyPair(
            TransformId group,
            RandomSource random,
            Function<EphemeralKeyPair, Step> then,
            Function<String, Step> failed) {
        Optional<KeyExchangeMethod> method = IkeAlgorithms.keyExchange(group);
        return method.isEmpty()
                ? failed.apply(unsupported(group))
                : Step.ask(
                        keyPair(method.get(), random),
                        keyPair -> new Step.Guard(keyPair::close, () -> then.apply(keyPair)));
    }

    static Question<EphemeralKeyPair> keyPair(KeyExchangeMethod method, RandomSource random) {
        return new Question.Compute<>("our key exchange value", () -> method.generate(random), EphemeralKeyPair::close);
    }

    /** The shared secret; {@code then} wipes it. */
    static Step agree(
            EphemeralKeyPair keyPair, Octets peerValue, Function<Secret, Step> then, Function<String, Step> failed) {
        return Step.ask(agreement(keyPair, peerValue), shared -> shared.fold(then, failed));
    }

    static Question<Attempt<Secret>> agreement(EphemeralKeyPair keyPair, Octets peerValue) {
        return new Question.Compute<>(
                "the shared secret", () -> compute(keyPair, peerValue), attempt -> attempt.ifSucceeded(Secret::close));
    }

    /** Goes on with our public value and the shared secret, and wipes it. */
    interface Agreed {
        Step with(Octets publicValue, Secret shared);
    }

    /** A whole key exchange of a responder, in one computation. */
    static Step respond(
            TransformId group, Octets peerValue, RandomSource random, Agreed then, Function<String, Step> failed) {
        Optional<KeyExchangeMethod> method = IkeAlgorithms.keyExchange(group);
        if (method.isEmpty()) {
            return failed.apply(unsupported(group));
        }
        return Step.ask(
                new Question.Compute<Attempt<KeyExchangeResponse>>(
                        "the key exchange",
                        () -> respond(method.get(), peerValue, random),
                        attempt -> attempt.ifSucceeded(KeyExchangeResponse::close)),
                attempt -> attempt.fold(response -> then.with(response.publicValue(), response.shared()), failed));
    }

    private static Attempt<KeyExchangeResponse> respond(
            KeyExchangeMethod method, Octets peerValue, RandomSource random) {
        try {
            return Attempt.of(method.respond(peerValue, random));
        } catch (CryptoException e) {
            return Attempt.failed(refusal(e));
        }
    }

    private static Attempt<Secret> compute(EphemeralKeyPair keyPair, Octets peerValue) {
        try {
            return Attempt.of(keyPair.agree(peerValue));
        } catch (CryptoException e) {
            return Attempt.failed(refusal(e));
        }
    }

    private static String refusal(CryptoException e) {
        return "the peer's key exchange value: " + e.getMessage();
    }

    /** INVALID_KE_PAYLOAD with the group that we want, in two octets (RFC 7296 section 1.2). */
    static NotifyPayload invalidKe(TransformId wanted) {
        return NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, groupNumber(wanted));
    }

    static Octets groupNumber(TransformId group) {
        return Octets.of((byte) (group.code() >> 8), (byte) group.code());
    }

    /** The group that an INVALID_KE_PAYLOAD asks for, if it is well formed. */
    static Optional<TransformId> wantedGroup(NotifyPayload invalidKe) {
        return invalidKe.content().length() == 2
                ? Optional.of(
                        new TransformId(TransformType.KE, invalidKe.content().uint16(0)))
                : Optional.empty();
    }

    private static String unsupported(TransformId group) {
        return "key exchange method " + group + " is not supported";
    }
}
