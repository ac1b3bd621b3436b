package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.RekeyNonces;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA for a Child SA, our side as responder (RFC 7296 sections 1.3.1, 1.3.3). When the peer rekeys, our new
 * inbound SA is ready before we answer, and our new outbound SA waits for the peer's Delete of the old pair: until then
 * the peer may not have installed what it would need to receive (section 2.8). Where additional key exchanges follow (RFC
 * 9370 section 2.2.4), there is only an SPI till the last of them.
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
        // One that has a successor already is as good as gone.
        Optional<ChildSa> replaced = rekeyed(sa, request).filter(c -> !sa.hasSuccessor(c));
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

    /**
     * The Child SA that a request wants to rekey. REKEY_SA names the sender's inbound SPI, protocol AH or ESP (section
     * 1.3.3); anything else names nothing.
     */
    public static Optional<ChildSa> rekeyed(IkeSa sa, IkeMessage request) {
        return request.notify(NotifyType.REKEY_SA)
                .filter(rekey ->
                        rekey.spi().length() == 4 && Spi.isValid(rekey.spi().int32(0)))
                .flatMap(rekey -> sa.childOfPeer(new Spi(rekey.spi().int32(0)))
                        .filter(child -> child.protocol().ikeId().equals(rekey.protocol())));
    }

    private Step withKeyExchange(
            IkeMessage request, Octets peerNonce, ChildNegotiation.Choice choice, Optional<ChildSa> replaced) {
        Octets nonce = Nonce.fresh(environment.random());
        Optional<TransformId> group = choice.answer()
                .transform(TransformType.KE)
                .map(t -> t.id())
                .filter(id -> !id.equals(TransformId.KE_NONE));
        if (group.isEmpty()) {
            return withSpi(
                    new Agreed(choice, ChildInstallation.Nonces.alone(peerNonce, nonce), replaced),
                    List.of(new NoncePayload(nonce)));
        }
        Optional<KePayload> ke = request.first(KePayload.class);
        if (ke.isEmpty() || !ke.get().method().equals(group.get())) {
            return new Step.Refuse(
                    List.of(KeyExchange.invalidKe(group.get())),
                    List.of(new SaChange.Failed("the peer guessed another key exchange")));
        }
        return KeyExchange.respond(
                group.get(),
                ke.get().value(),
                environment.random(),
                (publicValue, secret) -> {
                    SharedSecrets secrets = SharedSecrets.of(secret);
                    Agreed agreed =
                            new Agreed(choice, new ChildInstallation.Nonces(secrets, peerNonce, nonce), replaced);
                    return new Step.Guard(
                            secrets::close,
                            () -> withSpi(
                                    agreed, List.of(new NoncePayload(nonce), new KePayload(group.get(), publicValue))));
                },
                cause -> refuse(NotifyType.INVALID_SYNTAX, cause));
    }

    /** What there will be a Child SA of. */
    private record Agreed(ChildNegotiation.Choice choice, ChildInstallation.Nonces nonces, Optional<ChildSa> replaced) {
        Larval larval(Octets link) {
            return Larval.ofChildSa(link, replaced, RekeyNonces.of(false, nonces.initiator(), nonces.responder()));
        }
    }

    private Step withSpi(Agreed agreed, List<Payload> nonceAndKe) {
        return ChildInstallation.allocateSpi(
                sa,
                agreed.choice().config().protocol(),
                spi -> followUps(
                        agreed,
                        agreed.choice().withOwnSpi(spi),
                        response(agreed.choice().payloads(spi), nonceAndKe)),
                cause -> refuse(NotifyType.NO_PROPOSAL_CHOSEN, cause));
    }

    private Step followUps(Agreed agreed, ChildTerms terms, List<Payload> response) {
        List<TransformId> additional = terms.additionalKeyExchanges().orElse(List.of());
        return new FollowUpResponder(
                        environment.random(),
                        agreed.nonces().shared(),
                        agreed::larval,
                        last -> !additional.isEmpty() && isGone(agreed.replaced())
                                ? refuse(NotifyType.TEMPORARY_FAILURE, "the Child SA to be rekeyed is gone")
                                : install(agreed, terms, last))
                .respond(response, additional);
    }

    private boolean isGone(Optional<ChildSa> replaced) {
        return replaced.filter(old -> sa.child(old.inboundSpi()).isEmpty()).isPresent();
    }

    private Step install(Agreed agreed, ChildTerms terms, List<Payload> response) {
        return new ChildInstallation(sa, environment, terms, agreed.nonces())
                .install(
                        ChildInstallation.Options.rekeyedByPeer(agreed.replaced()),
                        child -> new Step.Respond(response, List.of(new SaChange.ChildAdded(child))),
                        refusal -> refuse(refusal.error(), refusal.cause()));
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
