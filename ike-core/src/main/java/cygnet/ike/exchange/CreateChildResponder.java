package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * CREATE_CHILD_SA for a Child SA, our side as responder (RFC 7296 sections 1.3.1, 1.3.3). When the peer rekeys, our new
 * inbound SA is ready before we answer, and our new outbound SA waits for the peer's Delete of the old pair: until then
 * the peer may not have installed what it would need to receive (section 2.8).
 */
public final class CreateChildResponder {
    private final IkeSa sa;
    private final SaEnvironment environment;

    public CreateChildResponder(IkeSa sa, SaEnvironment environment) {
        this.sa = sa;
        this.environment = environment;
    }

    public Step onRequest(IkeMessage request) {
        Optional<NoncePayload> nonce = request.first(NoncePayload.class);
        if (nonce.isEmpty()) {
            return refuse(NotifyType.INVALID_SYNTAX, "CREATE_CHILD_SA without nonce");
        }
        Optional<NotifyPayload> rekey = request.notify(NotifyType.REKEY_SA);
        Optional<ChildSa> replaced = rekey.flatMap(this::rekeyed);
        if (rekey.isPresent() && replaced.isEmpty()) {
            // RFC 7296 section 2.25: name the SPI as the peer named it.
            NotifyPayload notFound = new NotifyPayload(
                    rekey.get().protocol(), rekey.get().spi(), NotifyType.CHILD_SA_NOT_FOUND, Octets.empty());
            return new Step.Refuse(
                    List.of(notFound), List.of(new SaChange.Failed("the peer rekeys a Child SA that we don't have")));
        }
        List<ChildConfig> configs =
                replaced.map(c -> List.of(c.config())).orElse(sa.connection().children());
        ChildNegotiation.Judged judged =
                ChildNegotiation.Judged.refused(NotifyType.NO_PROPOSAL_CHOSEN, "no Child SA is configured");
        for (ChildConfig config : configs) {
            judged = ChildNegotiation.judgeOffer(sa, config, request, true);
            if (judged.choice().isPresent()) {
                break;
            }
        }
        if (judged.choice().isEmpty()) {
            ChildNegotiation.Refusal refusal = judged.refusal().orElseThrow();
            return refuse(refusal.error(), refusal.cause());
        }
        return withKeyExchange(request, nonce.get().nonce(), judged.choice().get(), replaced);
    }

    /** REKEY_SA names the sender's inbound SPI, protocol AH or ESP (section 1.3.3); anything else names nothing. */
    private Optional<ChildSa> rekeyed(NotifyPayload rekey) {
        boolean possible = rekey.protocol().equals(ProtocolId.ESP)
                && rekey.spi().length() == 4
                && Spi.isValid(rekey.spi().int32(0));
        return possible ? sa.childOfPeer(new Spi(rekey.spi().int32(0))) : Optional.empty();
    }

    private Step withKeyExchange(
            IkeMessage request, Octets peerNonce, ChildNegotiation.Choice choice, Optional<ChildSa> replaced) {
        Octets nonce = Nonce.fresh(environment.random());
        Optional<TransformId> group = choice.answer()
                .transform(TransformType.KE)
                .map(t -> t.id())
                .filter(id -> !id.equals(TransformId.KE_NONE));
        if (group.isEmpty()) {
            return install(
                    choice,
                    new ChildInstallation.Nonces(Octets.empty(), peerNonce, nonce),
                    replaced,
                    List.of(new NoncePayload(nonce)));
        }
        Optional<KePayload> ke = request.first(KePayload.class);
        if (ke.isEmpty() || !ke.get().method().equals(group.get())) {
            int code = group.get().code();
            NotifyPayload wanted =
                    NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Octets.of((byte) (code >> 8), (byte) code));
            return new Step.Refuse(
                    List.of(wanted), List.of(new SaChange.Failed("the peer guessed another key exchange")));
        }
        return agree(
                group.get(),
                ke.get().value(),
                environment.random(),
                (publicValue, secret) -> install(
                        choice,
                        new ChildInstallation.Nonces(secret.reveal(), peerNonce, nonce),
                        replaced,
                        List.of(new NoncePayload(nonce), new KePayload(group.get(), publicValue))),
                cause -> refuse(NotifyType.INVALID_SYNTAX, cause));
    }

    /** Goes on with our public value and the shared secret, which is wiped afterwards. */
    interface Agreed {
        Step with(Octets publicValue, Secret shared);
    }

    private record Shared(Octets publicValue, Secret secret) {}

    /** A whole key exchange of a responder, in one computation. */
    static Step agree(
            TransformId group, Octets peerValue, RandomSource random, Agreed then, Function<String, Step> failed) {
        Optional<KeyExchangeMethod> method = IkeAlgorithms.keyExchange(group);
        if (method.isEmpty()) {
            return failed.apply("key exchange method " + group + " is not supported");
        }
        return Step.ask(
                new Question.Compute<Attempt<Shared>>("the key exchange", () -> {
                    try (EphemeralKeyPair keyPair = method.get().generate(random)) {
                        return IkeSaInitInitiator.agree(keyPair, peerValue)
                                .fold(secret -> Attempt.of(new Shared(keyPair.publicValue(), secret)), Attempt::failed);
                    }
                }),
                attempt -> attempt.fold(
                        shared -> {
                            try (Secret secret = shared.secret()) {
                                return then.with(shared.publicValue(), secret);
                            }
                        },
                        failed));
    }

    private Step install(
            ChildNegotiation.Choice choice,
            ChildInstallation.Nonces nonces,
            Optional<ChildSa> replaced,
            List<Payload> nonceAndKe) {
        ChildInstallation.Options options =
                replaced.isPresent() ? ChildInstallation.Options.DELAYED : ChildInstallation.Options.AT_ONCE;
        return ChildInstallation.allocateSpi(
                sa,
                spi -> new ChildInstallation(sa, environment, choice.withOwnSpi(spi), nonces)
                        .install(
                                options,
                                child -> new Step.Respond(
                                        response(choice.payloads(spi), nonceAndKe),
                                        List.of(new SaChange.ChildAdded(child))),
                                cause -> refuse(NotifyType.NO_PROPOSAL_CHOSEN, cause)),
                cause -> refuse(NotifyType.NO_PROPOSAL_CHOSEN, cause));
    }

    private static List<Payload> response(List<Payload> child, List<Payload> nonceAndKe) {
        List<Payload> payloads = new ArrayList<>(child.subList(0, 1));
        payloads.addAll(nonceAndKe);
        payloads.addAll(child.subList(1, child.size()));
        return payloads;
    }

    static Step refuse(NotifyType notify, String cause) {
        return new Step.Refuse(Notifies.error(notify), List.of(new SaChange.Failed(cause)));
    }
}
