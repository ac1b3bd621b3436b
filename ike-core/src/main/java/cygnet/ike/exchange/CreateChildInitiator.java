package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.RekeyNonces;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.SharedSecrets;
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
 *   additional key exchanges, if any: see {@link FollowUpInitiator}
 *                     &lt;--  HDR, SK {N(INVALID_KE_PAYLOAD)}      repeat with that group
 *                     &lt;--  HDR, SK {N(CHILD_SA_NOT_FOUND)}      the old one is gone there: drop it here
 * </pre>
 */
public final class CreateChildInitiator implements OutboundExchange {
    /** How often a peer may say that it is busy (RFC 7296 section 2.25). Rekeying has its own patience. */
    private static final int ATTEMPTS = 5;

    static final String ONE_ONLY = "the peer allows no additional SA";
    private static final String DELETED = "the peer has deleted it already";
    private static final String REDUNDANT = "redundant: the peer's rekeying stays";

    private final IkeSa sa;
    private final SaEnvironment environment;
    private final ChildConfig config;
    private final Optional<ChildSa> replaced;
    private final Optional<Integer> acquireSequence;
    private final int attempts;

    private CreateChildInitiator(
            IkeSa sa,
            SaEnvironment environment,
            ChildConfig config,
            Optional<ChildSa> replaced,
            Optional<Integer> acquireSequence,
            int attempts) {
        this.sa = sa;
        this.environment = environment;
        this.config = config;
        this.replaced = replaced;
        this.acquireSequence = acquireSequence;
        this.attempts = attempts;
    }

    /**
     * A further Child SA.
     *
     * @param acquireSequence the ACQUIRE that this answers
     */
    public static CreateChildInitiator further(
            IkeSa sa, SaEnvironment environment, ChildConfig config, Optional<Integer> acquireSequence) {
        return new CreateChildInitiator(sa, environment, config, Optional.empty(), acquireSequence, ATTEMPTS);
    }

    /** The successor of a Child SA. */
    public static CreateChildInitiator rekeying(IkeSa sa, SaEnvironment environment, ChildSa replaced) {
        return new CreateChildInitiator(sa, environment, replaced.config(), Optional.of(replaced), Optional.empty(), 1);
    }

    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.of(
                new CreateChildInitiator(successor, environment, config, replaced, acquireSequence, attempts));
    }

    /** Whether this makes a Child SA of this configuration, be it a further one or a successor. */
    public boolean makes(ChildConfig child) {
        return config.equals(child);
    }

    /** Whether this rekeys the Child SA with this inbound SPI. */
    public boolean replaces(Spi inbound) {
        return replaced.filter(old -> old.inboundSpi().equals(inbound)).isPresent();
    }

    /**
     * What the request said.
     *
     * @param again it is the second, with the group that the peer asked for
     */
    private record Sent(
            ChildNegotiation.Offer offer, Octets nonce, Optional<EphemeralKeyPair> keyPair, boolean again) {}

    /** Whether this makes a further Child SA of this configuration. */
    public boolean creates(ChildConfig child) {
        return replaced.isEmpty() && config.equals(child);
    }

    /** What it makes. */
    public ChildConfig config() {
        return config;
    }

    public boolean isRekeying() {
        return replaced.isPresent();
    }

    @Override
    public String what() {
        return replaced.map(c -> "rekeying Child SA " + c.inboundSpi()).orElse("creating Child SA " + config.name());
    }

    @Override
    public Step begin() {
        if (replaced.isPresent() && sa.child(replaced.get().inboundSpi()).isEmpty()) {
            return giveUp("the Child SA to be rekeyed is gone");
        }
        if (replaced.flatMap(old -> sa.rivalNonces(old.inboundSpi())).isPresent()) {
            return giveUp("the peer is rekeying it already");
        }
        Optional<TransformId> group = config.proposals().stream()
                .flatMap(p -> p.transform(TransformType.KE).stream())
                .map(t -> t.id())
                .filter(id -> !id.equals(TransformId.KE_NONE))
                .findFirst();
        return ChildInstallation.allocateSpi(
                sa,
                config.protocol(),
                spi -> withGroup(
                        ChildNegotiation.offer(sa, config, spi, true), Nonce.fresh(environment.random()), group, false),
                CreateChildInitiator::giveUp);
    }

    private Step withGroup(ChildNegotiation.Offer offer, Octets nonce, Optional<TransformId> group, boolean again) {
        if (group.isEmpty()) {
            return send(new Sent(offer, nonce, Optional.empty(), again), group);
        }
        return KeyExchange.keyPair(
                group.get(),
                environment.random(),
                keyPair -> send(new Sent(offer, nonce, Optional.of(keyPair), again), group),
                CreateChildInitiator::giveUp);
    }

    private Step send(Sent sent, Optional<TransformId> group) {
        List<Payload> payloads = new ArrayList<>();
        // Section 1.3.3: the SPI is the one that we expect inbound.
        replaced.ifPresent(old -> payloads.add(new NotifyPayload(
                config.protocol().ikeId(), old.inboundSpi().octets(), NotifyType.REKEY_SA, Octets.empty())));
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
        Optional<TransformId> otherGroup =
                response.notify(NotifyType.INVALID_KE_PAYLOAD).flatMap(KeyExchange::wantedGroup);
        if (otherGroup.isPresent()) {
            boolean sensible = !sent.again()
                    && sent.offer().proposals().stream().anyMatch(p -> p.contains(otherGroup.get()))
                    && !group.equals(otherGroup);
            return sensible
                    ? withGroup(sent.offer(), sent.nonce(), otherGroup, true)
                    : giveUp("the peer asks for key exchange " + otherGroup.get() + ", which makes no sense");
        }
        if (replaced.isPresent()
                && response.notify(NotifyType.CHILD_SA_NOT_FOUND).isPresent()) {
            return notFound(replaced.get());
        }
        if (canWait() && response.notify(NotifyType.TEMPORARY_FAILURE).isPresent()) {
            return postpone("the peer is busy");
        }
        if (replaced.isPresent()
                && response.notify(NotifyType.NO_ADDITIONAL_SAS).isPresent()) {
            return Step.abort(new SaChange.Failed(ONE_ONLY), new SaChange.Renewed(ONE_ONLY));
        }
        if (response.first(SaPayload.class).isEmpty()) {
            return giveUp(Notifies.firstError(response)
                    .map(n -> "the peer refused: " + n.notifyType())
                    .orElse("a response without SA"));
        }
        Optional<NoncePayload> nonce = response.first(NoncePayload.class);
        if (nonce.isEmpty()) {
            return takeBack(sent.offer(), "a response without nonce");
        }
        return ChildNegotiation.judgeAnswer(sent.offer(), response, true)
                .fold(
                        terms -> sa.isDeletedUnknown(terms.peerSpi())
                                ? giveUp(DELETED)
                                : withShared(sent, terms, nonce.get().nonce(), response),
                        cause -> takeBack(sent.offer(), cause));
    }

    /**
     * RFC 7296 section 2.25: the peer has lost it; quietly drop ours, and make a new one. If it is gone here as well, the
     * peer has deleted it, or rekeyed it before it knew that we do: then nothing is missing.
     */
    private Step notFound(ChildSa old) {
        SaChange removed = new SaChange.ChildRemoved(old.inboundSpi(), "the peer does not know it any more");
        boolean missing = sa.child(old.inboundSpi()).isPresent() && !sa.hasSuccessor(old);
        return missing
                ? Step.abort(removed, new SaChange.Continue(further(sa, environment, config, Optional.empty())))
                : Step.abort(new SaChange.Failed("the peer was faster"), removed);
    }

    private Step withShared(Sent sent, ChildTerms terms, Octets peerNonce, IkeMessage response) {
        if (terms.keyExchange().isEmpty()) {
            return install(sent, terms, ChildInstallation.Nonces.alone(sent.nonce(), peerNonce));
        }
        Optional<KePayload> ke = response.first(KePayload.class);
        if (ke.isEmpty() || sent.keyPair().isEmpty()) {
            return takeBack(sent.offer(), "the answer names a key exchange but has no KE payload");
        }
        return KeyExchange.agree(
                sent.keyPair().get(),
                ke.get().value(),
                secret -> {
                    SharedSecrets secrets = SharedSecrets.of(secret);
                    Making making =
                            new Making(sent, terms, new ChildInstallation.Nonces(secrets, sent.nonce(), peerNonce));
                    return new Step.Guard(
                            secrets::close,
                            () -> new FollowUpInitiator(environment.random(), secrets, making)
                                    .after(
                                            response,
                                            terms.additionalKeyExchanges().orElse(List.of())));
                },
                // RFC 6989 section 2.5: a bad public value from an authenticated peer ends the IKE SA.
                cause -> Step.abort(new SaChange.CloseWithDelete(cause)));
    }

    /** What is agreed on, while additional key exchanges are being made. */
    private final class Making implements FollowUpInitiator.Series {
        private final Sent sent;
        private final ChildTerms terms;
        private final ChildInstallation.Nonces nonces;

        Making(Sent sent, ChildTerms terms, ChildInstallation.Nonces nonces) {
            this.sent = sent;
            this.terms = terms;
            this.nonces = nonces;
        }

        @Override
        public Optional<String> obstacle() {
            if (sa.lifecycle() != Lifecycle.ESTABLISHED) {
                return Optional.of("the IKE SA is " + sa.lifecycle());
            }
            RekeyNonces ours = RekeyNonces.of(true, nonces.initiator(), nonces.responder());
            return replaced.map(ChildSa::inboundSpi).flatMap(old -> {
                if (sa.child(old).isEmpty()) {
                    return Optional.of("the Child SA to be rekeyed is gone");
                }
                return sa.rivalNonces(old).filter(ours::losesTo).map(rival -> REDUNDANT);
            });
        }

        @Override
        public Step complete() {
            return sa.isDeletedUnknown(terms.peerSpi()) ? giveUp(DELETED) : install(sent, terms, nonces);
        }

        @Override
        public Step refused(NotifyPayload error) {
            boolean temporary = error.notifyType().equals(NotifyType.STATE_NOT_FOUND)
                    || error.notifyType().equals(NotifyType.TEMPORARY_FAILURE);
            return temporary && canWait()
                    ? postpone("the peer says " + error.notifyType())
                    : giveUp("the peer refused: " + error.notifyType());
        }

        @Override
        public Step broken(String cause) {
            return takeBack(sent.offer(), cause);
        }
    }

    private Step install(Sent sent, ChildTerms terms, ChildInstallation.Nonces nonces) {
        return new ChildInstallation(sa, environment, terms, nonces)
                .install(
                        new ChildInstallation.Options(replaced, false, acquireSequence),
                        child -> {
                            List<SaChange> changes = new ArrayList<>();
                            changes.add(new SaChange.ChildAdded(child));
                            // Section 2.8.1: the old one is deleted by whoever made the one that stays.
                            replaced.map(ChildSa::inboundSpi)
                                    .filter(old -> sa.child(old).isPresent())
                                    .filter(old -> sa.rivalNonces(old)
                                            .filter(child.nonces()::losesTo)
                                            .isEmpty())
                                    .ifPresent(old -> changes.add(new SaChange.Continue(
                                            new DeleteChildSa(config.protocol(), old, "rekeyed as " + child.label()))));
                            return new Step.Done(changes);
                        },
                        refusal -> takeBack(sent.offer(), refusal.cause()));
    }

    /** Rekeying has its own patience. */
    private boolean canWait() {
        return replaced.isEmpty() && attempts > 1;
    }

    private Step postpone(String cause) {
        return Step.abort(new SaChange.Postponed(
                new CreateChildInitiator(sa, environment, config, replaced, acquireSequence, attempts - 1), cause));
    }

    /** The peer has its half installed, and would send into the void: it is told to delete it. */
    private static Step takeBack(ChildNegotiation.Offer offer, String cause) {
        return Step.abort(
                new SaChange.Failed(cause),
                new SaChange.Continue(new DeleteChildSa(offer.config().protocol(), offer.spi(), cause)));
    }

    private static Step giveUp(String cause) {
        return Step.abort(new SaChange.Failed(cause));
    }
}
