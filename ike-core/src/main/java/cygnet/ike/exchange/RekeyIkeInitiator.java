package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.ProposalChoice;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.IkeSpiPair;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.RekeyNonces;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA that replaces the IKE SA, our side as initiator (RFC 7296 sections 1.3.2, 2.18).
 *
 * <pre>
 *   HDR, SK {SA(new SPIi), Ni, KEi}  --&gt;
 *                                    &lt;--  HDR, SK {SA(new SPIr), Nr, KEr}
 *   additional key exchanges, if any: see {@link FollowUpInitiator}
 *   HDR, SK {D(IKE)}                 --&gt;   on the old IKE SA, unless a rekeying of the peer's crossed and won
 * </pre>
 */
public final class RekeyIkeInitiator implements OutboundExchange {
    private static final String REDUNDANT = "redundant: the peer's rekeying stays";

    private final IkeSa sa;
    private final SaEnvironment environment;
    private final IkeSpi newSpi;

    /** @param newSpi ours for the new IKE SA */
    public RekeyIkeInitiator(IkeSa sa, SaEnvironment environment, IkeSpi newSpi) {
        this.sa = sa;
        this.environment = environment;
        this.newSpi = newSpi;
    }

    /** @param again it is the second, with the group that the peer asked for */
    private record Sent(
            List<Proposal> offer, TransformId group, EphemeralKeyPair keyPair, Octets nonce, boolean again) {}

    @Override
    public String what() {
        return "rekeying the IKE SA";
    }

    /** Once is enough. */
    @Override
    public Optional<OutboundExchange> movedTo(IkeSa successor) {
        return Optional.empty();
    }

    @Override
    public Step begin() {
        if (sa.rivalNonces().isPresent()) {
            return giveUp("the peer is rekeying it already");
        }
        // Section 2.18: the group in use is the one that the peer takes most surely.
        return sa.algorithms()
                .flatMap(a -> a.proposal().transform(TransformType.KE))
                .map(t -> withGroup(t.id(), Nonce.fresh(environment.random()), false))
                .orElseGet(() -> giveUp("the IKE SA has no key exchange method"));
    }

    private Step withGroup(TransformId group, Octets nonce, boolean again) {
        List<Proposal> offer = ChildTerms.numbered(AdditionalKeyExchanges.forRekeying(sa).stream()
                .map(p -> p.withSpi(newSpi.octets()))
                .toList());
        return KeyExchange.keyPair(
                group,
                environment.random(),
                keyPair -> send(new Sent(offer, group, keyPair, nonce, again)),
                RekeyIkeInitiator::giveUp);
    }

    private Step send(Sent sent) {
        return new Step.Request(
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        new SaPayload(sent.offer()),
                        new NoncePayload(sent.nonce()),
                        new KePayload(sent.group(), sent.keyPair().publicValue())),
                exchanged -> onResponse(sent, exchanged.response()));
    }

    private Step onResponse(Sent sent, IkeMessage response) {
        Optional<TransformId> otherGroup =
                response.notify(NotifyType.INVALID_KE_PAYLOAD).flatMap(KeyExchange::wantedGroup);
        if (otherGroup.isPresent()) {
            TransformId wanted = otherGroup.get();
            boolean sensible = !sent.again()
                    && sent.offer().stream().anyMatch(p -> p.contains(wanted))
                    && !wanted.equals(sent.group());
            return sensible
                    ? withGroup(wanted, sent.nonce(), true)
                    : giveUp("the peer asks for key exchange " + wanted + ", which makes no sense");
        }
        if (response.notify(NotifyType.NO_ADDITIONAL_SAS).isPresent()) {
            return Step.abort(
                    new SaChange.Failed(CreateChildInitiator.ONE_ONLY),
                    new SaChange.Renewed(CreateChildInitiator.ONE_ONLY));
        }
        return accept(sent, response);
    }

    private Step accept(Sent sent, IkeMessage response) {
        Optional<SaPayload> answer = response.first(SaPayload.class);
        Optional<NoncePayload> nonce = response.first(NoncePayload.class);
        Optional<KePayload> ke = response.first(KePayload.class);
        boolean complete = answer.isPresent() && nonce.isPresent() && ke.isPresent();
        if (!complete || answer.get().proposals().size() != 1) {
            return giveUp(Notifies.firstError(response)
                    .map(n -> "the peer refused: " + n.notifyType())
                    .orElse("an incomplete response"));
        }
        Proposal chosen = answer.get().proposals().get(0);
        Optional<IkeAlgorithms> algorithms = IkeAlgorithms.of(chosen);
        Optional<String> problem = ProposalChoice.verifyAnswer(sent.offer(), chosen);
        boolean good = problem.isEmpty()
                && algorithms.isPresent()
                && chosen.spi().length() == 8
                && !chosen.spi().isAllZero()
                && ke.get().method().equals(sent.group());
        if (!good) {
            return giveUp(problem.orElse("the answer " + chosen + " is not usable"));
        }
        IkeSpiPair spis = new IkeSpiPair(newSpi, new IkeSpi(chosen.spi().int64(0)));
        return KeyExchange.agree(
                sent.keyPair(),
                ke.get().value(),
                secret -> {
                    SharedSecrets secrets = SharedSecrets.of(secret);
                    Rekeying rekeying = new Rekeying(
                            spis,
                            algorithms.get(),
                            secrets,
                            sent.nonce(),
                            nonce.get().nonce());
                    return new Step.Guard(
                            secrets::close,
                            () -> new FollowUpInitiator(environment.random(), secrets, rekeying)
                                    .after(response, algorithms.get().additional()));
                },
                cause -> Step.abort(new SaChange.CloseWithDelete(cause)));
    }

    /** What is agreed on, while additional key exchanges are being made. */
    private final class Rekeying implements FollowUpInitiator.Series {
        private final IkeSpiPair spis;
        private final IkeAlgorithms algorithms;
        private final SharedSecrets secrets;
        private final Octets ownNonce;
        private final Octets peerNonce;

        Rekeying(IkeSpiPair spis, IkeAlgorithms algorithms, SharedSecrets secrets, Octets ownNonce, Octets peerNonce) {
            this.spis = spis;
            this.algorithms = algorithms;
            this.secrets = secrets;
            this.ownNonce = ownNonce;
            this.peerNonce = peerNonce;
        }

        private RekeyNonces nonces() {
            return RekeyNonces.of(true, ownNonce, peerNonce);
        }

        @Override
        public Optional<String> obstacle() {
            if (sa.lifecycle() != Lifecycle.ESTABLISHED) {
                return Optional.of("the IKE SA is " + sa.lifecycle());
            }
            return sa.rivalNonces().filter(rival -> nonces().losesTo(rival)).map(rival -> REDUNDANT);
        }

        @Override
        public Step complete() {
            IkeKeys keys = sa.keys().rekey(algorithms, secrets, ownNonce, peerNonce, spis);
            return Step.done(new SaChange.Replaced(new SaChange.Successor(spis, keys, algorithms, true, nonces())));
        }

        @Override
        public Step refused(NotifyPayload error) {
            return giveUp("the peer refused: " + error.notifyType());
        }

        @Override
        public Step broken(String cause) {
            return Step.abort(new SaChange.CloseWithDelete(cause));
        }
    }

    private static Step giveUp(String cause) {
        return Step.abort(new SaChange.Failed(cause));
    }
}
