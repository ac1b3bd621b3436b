package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.auth.AcceptedMethods;
import cygnet.ike.auth.Certificates;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.ProposalChoice;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.Capabilities;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.IntermediateAuth;
import cygnet.ike.sa.NatDetection;
import cygnet.ike.sa.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE_SA_INIT, our side as responder (RFC 7296 section 1.2). {@link #judge} needs no state and keeps none, so that a
 * refusal costs nothing but its own octets; {@link Accepted} is what a good request leads to.
 *
 * <p>The shared secret is left for later: it is computed when the first protected message arrives, since most floods never
 * send one.
 */
public final class IkeSaInitResponder {
    private static final int PAYLOAD_HEADER_OCTETS = 4;

    /** RFC 6023 section 4 wants the Protocol ID of IKE here. */
    private static final NotifyPayload CHILDLESS =
            new NotifyPayload(ProtocolId.IKE, Octets.empty(), NotifyType.CHILDLESS_IKEV2_SUPPORTED, Octets.empty());

    private IkeSaInitResponder() {}

    /** What came of a request. */
    public sealed interface Judgement {}

    /** An error, to be sent in clear and without state (RFC 7296 section 2.21.1). */
    public record Refused(NotifyType error, Octets content, String cause) implements Judgement {}

    /** Not even worth an answer. */
    public record Dropped(String cause) implements Judgement {}

    /**
     * A request that we can go on with.
     *
     * @param candidates the connections that take the answer
     * @param answer the chosen proposal
     */
    public record Accepted(
            List<Connection> candidates,
            Proposal answer,
            IkeAlgorithms algorithms,
            Octets peerValue,
            Octets peerNonce,
            Capabilities peer)
            implements Judgement {
        public Accepted {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Judges an IKE_SA_INIT request.
     *
     * @param candidates the connections that this peer may use, not empty; the first one with a fitting proposal counts
     */
    public static Judgement judge(IkeMessage request, List<Connection> candidates) {
        Optional<SaPayload> sa = request.first(SaPayload.class);
        Optional<KePayload> ke = request.first(KePayload.class);
        Optional<NoncePayload> nonce = request.first(NoncePayload.class);
        if (sa.isEmpty() || ke.isEmpty() || nonce.isEmpty()) {
            return new Dropped("an IKE_SA_INIT request without SA, KE or nonce");
        }
        boolean intermediate = announcesIntermediate(request);
        Optional<Proposal> chosen = candidates.stream()
                .flatMap(c -> choose(c, intermediate, sa.get().proposals()).stream())
                .findFirst();
        Optional<IkeAlgorithms> algorithms = chosen.flatMap(IkeAlgorithms::of);
        if (chosen.isEmpty() || algorithms.isEmpty()) {
            return new Refused(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    Octets.empty(),
                    "no common IKE proposal: offered " + sa.get().proposals() + ", configured "
                            + candidates.get(0).proposals());
        }
        if (!Nonce.isLongEnough(nonce.get().nonce(), algorithms.get().prf())) {
            return new Dropped("a nonce of " + nonce.get().nonce().length() + " octets");
        }
        TransformId group =
                chosen.get().transform(TransformType.KE).orElseThrow().id();
        if (!ke.get().method().equals(group)) {
            return new Refused(
                    NotifyType.INVALID_KE_PAYLOAD,
                    KeyExchange.groupNumber(group),
                    "the peer guessed key exchange " + ke.get().method() + ", we want "
                            + algorithms.get().keyExchange());
        }
        if (ke.get().value().length() != algorithms.get().keyExchange().publicValueLength()) {
            return new Dropped("a key exchange value of " + ke.get().value().length() + " octets for "
                    + algorithms.get().keyExchange());
        }
        List<Connection> fitting = candidates.stream()
                .filter(c -> choose(c, intermediate, List.of(chosen.get())).isPresent())
                .toList();
        boolean fragmentation = fitting.get(0).fragmentation()
                && request.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
        return new Accepted(
                fitting,
                chosen.get(),
                algorithms.get(),
                ke.get().value(),
                nonce.get().nonce(),
                new Capabilities(fragmentation, Notifies.hashAlgorithms(request), Optional.empty(), false, false));
    }

    private static boolean announcesIntermediate(IkeMessage request) {
        return request.notify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED).isPresent();
    }

    /** Without IKE_INTERMEDIATE there is no way to make additional key exchanges (RFC 9370 section 2.2.1). */
    private static Optional<Proposal> choose(Connection connection, boolean intermediate, List<Proposal> offered) {
        List<Proposal> configured =
                intermediate ? connection.proposals() : AdditionalKeyExchanges.plain(connection.proposals());
        return ProposalChoice.choose(configured, offered)
                .map(ProposalChoice.Chosen::answer)
                .filter(answer -> IkeAlgorithms.of(answer).isPresent());
    }

    /** Makes our key exchange value. */
    public static Question<EphemeralKeyPair> keyPair(Accepted accepted, RandomSource random) {
        return KeyExchange.keyPair(accepted.algorithms().keyExchange(), random);
    }

    /**
     * The response's payloads.
     *
     * @param most octets of the message: what can be done without is left out beyond that, lest a forged request make us
     *     send more than it cost
     */
    public static List<Payload> response(
            IkeSa sa, Accepted accepted, EphemeralKeyPair keyPair, Octets nonce, Octets natDisguise, int most) {
        IkeSpi initiator = sa.spis().initiator();
        return payloads(
                accepted,
                keyPair.publicValue(),
                nonce,
                NatDetection.notifies(initiator, sa.localSpi(), sa.local(), sa.remote(), natDisguise),
                most);
    }

    /**
     * How many octets the response will have at least: one that is longer than its request is worth sending only to an address that
     * is not forged.
     */
    public static int responseLength(Accepted accepted, IkeHeader header, Endpoint local, Endpoint remote) {
        Octets publicValue =
                Octets.owning(new byte[accepted.algorithms().keyExchange().publicValueLength()]);
        List<Payload> draft = payloads(
                accepted,
                publicValue,
                Octets.owning(new byte[Nonce.LENGTH]),
                NatDetection.notifies(IkeSpi.ZERO, IkeSpi.ZERO, local, remote, Octets.empty()),
                0);
        return MessageCodec.encode(new IkeMessage(header, draft)).length();
    }

    private static List<Payload> payloads(
            Accepted accepted, Octets publicValue, Octets nonce, List<NotifyPayload> natDetection, int most) {
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new SaPayload(List.of(accepted.answer())));
        payloads.add(new KePayload(
                accepted.answer().transform(TransformType.KE).orElseThrow().id(), publicValue));
        payloads.add(new NoncePayload(nonce));
        payloads.addAll(natDetection);
        if (accepted.peer().fragmentation()) {
            payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
        if (!accepted.algorithms().additional().isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
        if (!accepted.peer().hashAlgorithms().isEmpty()) {
            payloads.add(Notifies.signatureHashAlgorithms());
        }
        payloads.addAll(Certificates.request(accepted.candidates()));
        if (Childless.announced(accepted.candidates())) {
            addIfShort(CHILDLESS, payloads, most);
        }
        addIfShort(Notifies.supportedAuthMethods(AcceptedMethods.of(accepted.candidates())), payloads, most);
        return payloads;
    }

    private static void addIfShort(Payload extra, List<Payload> payloads, int most) {
        if (IkeHeader.LENGTH + octets(payloads) + octets(List.of(extra)) <= most) {
            payloads.add(extra);
        }
    }

    private static int octets(List<Payload> payloads) {
        return payloads.stream()
                .mapToInt(p -> PAYLOAD_HEADER_OCTETS + p.encodeBody().length())
                .sum();
    }

    /**
     * The second half, done when the first protected message arrives.
     *
     * @param nonce ours
     */
    public record Pending(
            Accepted accepted,
            EphemeralKeyPair keyPair,
            Octets nonce,
            IkeMessage request,
            Octets requestOctets,
            Octets responseOctets) {

        /** Forgets our key pair: nobody has come back. */
        public void wipe() {
            keyPair.close();
        }

        /** Computes the shared secret. */
        public Question<Attempt<Secret>> agreement() {
            return KeyExchange.agreement(keyPair, accepted.peerValue());
        }

        /** Derives all keys; fails if the peer's value was no good. */
        public Attempt<InitResult> result(IkeSa sa, Attempt<Secret> shared) {
            keyPair.close();
            return shared.fold(
                    secret -> Attempt.of(new InitResult(
                            sa.localSpi(),
                            accepted.algorithms(),
                            IkeKeys.derive(accepted.algorithms(), secret, accepted.peerNonce(), nonce, sa.spis()),
                            accepted.peerNonce(),
                            nonce,
                            requestOctets,
                            responseOctets,
                            NatDetection.detect(request, sa.local(), sa.remote()),
                            accepted.peer(),
                            IntermediateAuth.NONE)),
                    Attempt::failed);
        }
    }
}
