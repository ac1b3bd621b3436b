package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.ProposalChoice;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.IkeSpiPair;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.RekeyNonces;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.SharedSecrets;
import cygnet.ike.sa.Step;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA that replaces the IKE SA, our side as responder (RFC 7296 sections 1.3.2, 2.18), with the additional key
 * exchanges that follow it (RFC 9370 section 2.2.4).
 */
public final class RekeyIkeResponder {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final IkeSpi newSpi;

    /** @param newSpi ours for the new IKE SA */
    public RekeyIkeResponder(IkeSa sa, SaEnvironment environment, IkeSpi newSpi) {
        this.sa = sa;
        this.environment = environment;
        this.newSpi = newSpi;
    }

    public Step onRequest(IkeMessage request) {
        Optional<SaPayload> offer = request.first(SaPayload.class);
        Optional<NoncePayload> nonce = request.first(NoncePayload.class);
        Optional<KePayload> ke = request.first(KePayload.class);
        if (offer.isEmpty() || nonce.isEmpty() || ke.isEmpty()) {
            return CreateChildResponder.refuse(
                    NotifyType.INVALID_SYNTAX, "a request to rekey the IKE SA without SA, nonce or KE");
        }
        Optional<ProposalChoice.Chosen> chosen =
                ProposalChoice.choose(sa.connection().proposals(), offer.get().proposals());
        Optional<IkeAlgorithms> algorithms = chosen.flatMap(c -> IkeAlgorithms.of(c.answer()));
        if (algorithms.isEmpty() || !isPossible(chosen.orElseThrow().answer().spi())) {
            return CreateChildResponder.refuse(NotifyType.NO_PROPOSAL_CHOSEN, "no common IKE proposal for rekeying");
        }
        Proposal answer = chosen.get().answer();
        TransformId group = answer.transform(TransformType.KE).orElseThrow().id();
        if (!ke.get().method().equals(group)) {
            return new Step.Refuse(
                    List.of(KeyExchange.invalidKe(group)),
                    List.of(new SaChange.Failed("the peer guessed another key exchange")));
        }
        return withKeyExchange(nonce.get().nonce(), ke.get(), answer, algorithms.get());
    }

    private static boolean isPossible(Octets spi) {
        return spi.length() == 8 && !spi.isAllZero();
    }

    private Step withKeyExchange(Octets peerNonce, KePayload ke, Proposal answer, IkeAlgorithms algorithms) {
        Octets ownNonce = Nonce.fresh(environment.random());
        return KeyExchange.respond(
                ke.method(),
                ke.value(),
                environment.random(),
                (publicValue, secret) -> {
                    SharedSecrets secrets = SharedSecrets.of(secret);
                    List<Payload> payloads = List.of(
                            new SaPayload(List.of(answer.withSpi(newSpi.octets()))),
                            new NoncePayload(ownNonce),
                            new KePayload(ke.method(), publicValue));
                    return new Step.Guard(
                            secrets::close,
                            () -> respond(payloads, new Agreed(answer, algorithms, peerNonce, ownNonce, secrets)));
                },
                cause -> CreateChildResponder.refuse(NotifyType.INVALID_SYNTAX, cause));
    }

    /** What the new keys depend on. */
    private record Agreed(
            Proposal answer, IkeAlgorithms algorithms, Octets peerNonce, Octets ownNonce, SharedSecrets secrets) {}

    private Step respond(List<Payload> payloads, Agreed agreed) {
        RekeyNonces nonces = RekeyNonces.of(false, agreed.peerNonce(), agreed.ownNonce());
        return new FollowUpResponder(
                        environment.random(),
                        agreed.secrets(),
                        link -> Larval.ofIkeSa(link, nonces),
                        last -> new Step.Respond(last, List.of(new SaChange.Replaced(successor(agreed, nonces)))))
                .respond(payloads, agreed.algorithms().additional());
    }

    private SaChange.Successor successor(Agreed agreed, RekeyNonces nonces) {
        IkeSpiPair spis = new IkeSpiPair(new IkeSpi(agreed.answer().spi().int64(0)), newSpi);
        IkeKeys keys =
                sa.keys().rekey(agreed.algorithms(), agreed.secrets(), agreed.peerNonce(), agreed.ownNonce(), spis);
        return new SaChange.Successor(spis, keys, agreed.algorithms(), false, nonces);
    }
}
