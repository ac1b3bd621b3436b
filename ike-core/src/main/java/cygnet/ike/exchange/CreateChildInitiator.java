package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA for a Child SA, our side as initiator: a further one (RFC 7296 section 1.3.1), or the successor of one
 * that is getting old (section 1.3.3).
 *
 * <pre>
 *   HDR, SK {[N(REKEY_SA),] SA, Ni, [KEi,] TSi, TSr, N(USE_TRANSPORT_MODE)}  --&gt;
 *                     &lt;--  HDR, SK {SA, Nr, [KEr,] TSi, TSr, N(USE_TRANSPORT_MODE)}
 *                     &lt;--  HDR, SK {N(INVALID_KE_PAYLOAD)}      repeat with that group
 *                     &lt;--  HDR, SK {N(CHILD_SA_NOT_FOUND)}      the old one is gone there: drop it here
 * </pre>
 */
public final class CreateChildInitiator implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final ChildConfig config;
    private final Optional<ChildSa> replaced;
    private final Optional<Integer> acquireSequence;

    /**
     * @param replaced the Child SA to be rekeyed; empty for a further one
     * @param acquireSequence the ACQUIRE that this answers
     */
    public CreateChildInitiator(
            IkeSa sa,
            SaEnvironment environment,
            ChildConfig config,
            Optional<ChildSa> replaced,
            Optional<Integer> acquireSequence) {
        this.sa = sa;
        this.environment = environment;
        this.config = config;
        this.replaced = replaced;
        this.acquireSequence = acquireSequence;
    }

    /** What the request said. */
    private record Sent(ChildNegotiation.Offer offer, Octets nonce, Optional<EphemeralKeyPair> keyPair) {}

    /** Whether this makes a further Child SA of this configuration. */
    public boolean creates(ChildConfig child) {
        return replaced.isEmpty() && config.equals(child);
    }

    @Override
    public String what() {
        return replaced.map(c -> "rekeying Child SA " + c.inboundSpi()).orElse("creating Child SA " + config.name());
    }

    @Override
    public Step begin() {
        if (replaced.isPresent() && sa.child(replaced.get().inboundSpi()).isEmpty()) {
            return Step.abort(new SaChange.Failed("the Child SA to be rekeyed is gone"));
        }
        Optional<TransformId> group = config.proposals().stream()
                .flatMap(p -> p.transform(TransformType.KE).stream())
                .map(t -> t.id())
                .filter(id -> !id.equals(TransformId.KE_NONE))
                .findFirst();
        return ChildInstallation.allocateSpi(
                sa, spi -> withGroup(spi, group, Optional.empty()), CreateChildInitiator::giveUp);
    }

    private Step withGroup(Spi spi, Optional<TransformId> group, Optional<Sent> before) {
        ChildNegotiation.Offer offer = ChildNegotiation.offer(sa, config, spi, true);
        Octets nonce = before.map(Sent::nonce).orElseGet(() -> Nonce.fresh(environment.random()));
        if (group.isEmpty()) {
            return send(new Sent(offer, nonce, Optional.empty()), Optional.empty());
        }
        Optional<KeyExchangeMethod> method = IkeAlgorithms.keyExchange(group.get());
        if (method.isEmpty()) {
            return giveUp("key exchange method " + group.get() + " is not supported");
        }
        RandomSource random = environment.random();
        return Step.ask(
                new Question.Compute<>(
                        "our key exchange value", () -> method.get().generate(random)),
                keyPair -> send(new Sent(offer, nonce, Optional.of(keyPair)), group));
    }

    private Step send(Sent sent, Optional<TransformId> group) {
        List<Payload> payloads = new ArrayList<>();
        // Section 1.3.3: the SPI is the one that we expect inbound.
        replaced.ifPresent(old -> payloads.add(
                new NotifyPayload(ProtocolId.ESP, old.inboundSpi().octets(), NotifyType.REKEY_SA, Octets.empty())));
        List<Payload> child = sent.offer().payloads();
        payloads.add(child.get(0));
        payloads.add(new NoncePayload(sent.nonce()));
        group.ifPresent(
                g -> payloads.add(new KePayload(g, sent.keyPair().orElseThrow().publicValue())));
        payloads.addAll(child.subList(1, child.size()));
        return new Step.Request(
                ExchangeType.CREATE_CHILD_SA, payloads, exchanged -> onResponse(sent, group, exchanged.response()));
    }

    private Step onResponse(Sent sent, Optional<TransformId> group, IkeMessage response) {
        Optional<NotifyPayload> otherGroup = response.notify(NotifyType.INVALID_KE_PAYLOAD);
        if (otherGroup.isPresent() && otherGroup.get().content().length() == 2) {
            TransformId wanted =
                    new TransformId(TransformType.KE, otherGroup.get().content().uint16(0));
            boolean sensible = sent.offer().proposals().stream().anyMatch(p -> p.contains(wanted))
                    && !group.equals(Optional.of(wanted));
            return sensible
                    ? withGroup(sent.offer().spi(), Optional.of(wanted), Optional.of(sent))
                    : giveUp("the peer asks for key exchange " + wanted + ", which makes no sense");
        }
        if (replaced.isPresent()
                && response.notify(NotifyType.CHILD_SA_NOT_FOUND).isPresent()) {
            // RFC 7296 section 2.25: the peer has lost it; quietly drop ours.
            return Step.abort(new SaChange.ChildRemoved(
                    replaced.get().inboundSpi(), false, "the peer does not know it any more"));
        }
        Optional<NoncePayload> nonce = response.first(NoncePayload.class);
        if (nonce.isEmpty()) {
            return giveUp(Notifies.firstError(response)
                    .map(n -> "the peer refused: " + n.notifyType())
                    .orElse("a response without nonce"));
        }
        return ChildNegotiation.judgeAnswer(sent.offer(), response, true)
                .fold(terms -> withShared(sent, terms, nonce.get().nonce(), response), CreateChildInitiator::giveUp);
    }

    private Step withShared(Sent sent, ChildTerms terms, Octets peerNonce, IkeMessage response) {
        boolean wantsKe = terms.chosen()
                .transform(TransformType.KE)
                .filter(t -> !t.id().equals(TransformId.KE_NONE))
                .isPresent();
        if (!wantsKe) {
            return install(sent, terms, new ChildInstallation.Nonces(Octets.empty(), sent.nonce(), peerNonce));
        }
        Optional<KePayload> ke = response.first(KePayload.class);
        if (ke.isEmpty() || sent.keyPair().isEmpty()) {
            return giveUp("the answer names a key exchange but has no KE payload");
        }
        EphemeralKeyPair keyPair = sent.keyPair().get();
        return Step.ask(
                new Question.Compute<>(
                        "the shared secret",
                        () -> IkeSaInitInitiator.agree(keyPair, ke.get().value())),
                shared -> shared.fold(
                        secret -> {
                            try (secret) {
                                return install(
                                        sent,
                                        terms,
                                        new ChildInstallation.Nonces(secret.reveal(), sent.nonce(), peerNonce));
                            }
                        },
                        // RFC 6989 section 2.5: a bad public value from an authenticated peer ends the IKE SA.
                        cause -> Step.abort(new SaChange.CloseWithDelete(cause))));
    }

    private Step install(Sent sent, ChildTerms terms, ChildInstallation.Nonces nonces) {
        sent.keyPair().ifPresent(EphemeralKeyPair::close);
        return new ChildInstallation(sa, environment, terms, nonces)
                .install(
                        new ChildInstallation.Options(false, acquireSequence),
                        child -> {
                            List<SaChange> changes = new ArrayList<>();
                            changes.add(new SaChange.ChildAdded(child));
                            replaced.ifPresent(old -> changes.add(new SaChange.Continue(
                                    new DeleteChildSa(old.inboundSpi(), true, "rekeyed as " + child.label()))));
                            return new Step.Done(changes);
                        },
                        // The peer has its half installed: take that back.
                        cause -> Step.abort(
                                new SaChange.Failed(cause),
                                new SaChange.Continue(new DeleteChildSa(terms.ownSpi(), false, cause))));
    }

    private static Step giveUp(String cause) {
        return Step.abort(new SaChange.Failed(cause));
    }
}
