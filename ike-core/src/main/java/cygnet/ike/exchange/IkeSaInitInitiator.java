package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.auth.Certificates;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.ProposalChoice;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.Capabilities;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.IkeSpiPair;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.IntermediateAuth;
import cygnet.ike.sa.NatDetection;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import cygnet.ike.sa.Step.Exchanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE_SA_INIT, our side as initiator (RFC 7296 sections 1.2, 2.6, 2.6.1).
 *
 * <pre>
 *   HDR(SPIi,0), [N(COOKIE)], SAi1, KEi, Ni, N..  --&gt;
 *                                                 &lt;--  HDR(SPIi,0), N(COOKIE)               repeat with the cookie
 *                                                 &lt;--  HDR(SPIi,0), N(INVALID_KE_PAYLOAD)   repeat with that group
 *                                                 &lt;--  HDR(SPIi,SPIr), SAr1, KEr, Nr, N..   done
 * </pre>
 */
public final class IkeSaInitInitiator implements OutboundExchange {
    /** How many repetitions COOKIE and INVALID_KE_PAYLOAD may cause together. */
    private static final int MOST_ROUNDS = 5;

    private final IkeSa sa;
    private final SaEnvironment environment;
    private final OutboundExchange next;
    private final List<Proposal> offer;

    public IkeSaInitInitiator(IkeSa sa, SaEnvironment environment, OutboundExchange next) {
        this.sa = sa;
        this.environment = environment;
        this.next = next;
        this.offer =
                ChildTerms.numbered(AdditionalKeyExchanges.offer(sa.connection().proposals()));
    }

    /** One round: what has been sent, and what the next round must keep. */
    private record Round(int number, TransformId group, EphemeralKeyPair keyPair, Octets nonce, Octets cookie) {}

    @Override
    public String what() {
        return "IKE_SA_INIT";
    }

    @Override
    public Step begin() {
        return offer.stream()
                .flatMap(p -> p.transform(TransformType.KE).stream())
                .map(Transform::id)
                .findFirst()
                .map(group -> withKeyPair(1, group, Nonce.fresh(environment.random()), Octets.empty()))
                .orElseGet(() -> fail("no key exchange method is configured"));
    }

    private Step withKeyPair(int number, TransformId group, Octets nonce, Octets cookie) {
        return KeyExchange.keyPair(
                group,
                environment.random(),
                keyPair -> send(new Round(number, group, keyPair, nonce, cookie)),
                IkeSaInitInitiator::fail);
    }

    private Step send(Round round) {
        List<Payload> payloads = new ArrayList<>();
        if (!round.cookie().isEmpty()) {
            payloads.add(NotifyPayload.of(NotifyType.COOKIE, round.cookie()));
        }
        payloads.add(new SaPayload(offer));
        payloads.add(new KePayload(round.group(), round.keyPair().publicValue()));
        payloads.add(new NoncePayload(round.nonce()));
        Octets disguise =
                sa.connection().forceEncapsulation() ? environment.random().octets(20) : Octets.empty();
        payloads.addAll(NatDetection.notifies(sa.localSpi(), IkeSpi.ZERO, sa.local(), sa.remote(), disguise));
        if (sa.connection().fragmentation()) {
            payloads.add(NotifyPayload.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
        if (AdditionalKeyExchanges.anyIn(offer)) {
            payloads.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
        }
        payloads.add(Notifies.signatureHashAlgorithms());
        return new Step.Request(ExchangeType.IKE_SA_INIT, payloads, exchanged -> onResponse(round, exchanged));
    }

    private Step onResponse(Round round, Exchanged exchanged) {
        IkeMessage response = exchanged.response();
        Optional<NotifyPayload> cookie = response.notify(NotifyType.COOKIE);
        Optional<TransformId> otherGroup =
                response.notify(NotifyType.INVALID_KE_PAYLOAD).flatMap(KeyExchange::wantedGroup);
        if (cookie.isPresent()) {
            return repeatWithCookie(round, cookie.get().content());
        }
        if (otherGroup.isPresent()) {
            return repeatWithGroup(round, otherGroup.get());
        }
        Optional<NotifyPayload> error = Notifies.firstError(response);
        if (error.isPresent()) {
            // Section 2.21.1: anybody could have sent this; a genuine response may still come.
            return new Step.KeepWaiting("the peer said " + error.get().notifyType() + " (unauthenticated)");
        }
        return accept(round, exchanged).fold(step -> step, Step.KeepWaiting::new);
    }

    private Step repeatWithCookie(Round round, Octets cookie) {
        if (cookie.isEmpty() || cookie.length() > 64) {
            return new Step.KeepWaiting("a cookie of " + cookie.length() + " octets");
        }
        if (cookie.equals(round.cookie())) {
            return new Step.KeepWaiting("the cookie that the request has already");
        }
        if (round.number() >= MOST_ROUNDS) {
            return new Step.KeepWaiting("the peer wants yet another cookie");
        }
        return send(new Round(round.number() + 1, round.group(), round.keyPair(), round.nonce(), cookie));
    }

    private Step repeatWithGroup(Round round, TransformId wanted) {
        boolean offered = offer.stream().anyMatch(p -> p.contains(wanted));
        if (!offered || wanted.equals(round.group()) || round.number() >= MOST_ROUNDS) {
            return new Step.KeepWaiting("the peer asks for key exchange " + wanted + ", which makes no sense");
        }
        return withKeyPair(round.number() + 1, wanted, round.nonce(), round.cookie());
    }

    private Attempt<Step> accept(Round round, Exchanged exchanged) {
        IkeMessage response = exchanged.response();
        Optional<SaPayload> answer = response.first(SaPayload.class);
        Optional<KePayload> ke = response.first(KePayload.class);
        Optional<NoncePayload> nonce = response.first(NoncePayload.class);
        if (answer.isEmpty() || ke.isEmpty() || nonce.isEmpty()) {
            return Attempt.failed("a response without SA, KE or nonce");
        }
        if (response.header().responderSpi().isZero()
                || answer.get().proposals().size() != 1) {
            return Attempt.failed("a response without responder's SPI, or with several proposals");
        }
        Proposal chosen = answer.get().proposals().get(0);
        Optional<String> problem = ProposalChoice.verifyAnswer(offer, chosen);
        if (problem.isPresent()) {
            return Attempt.failed(problem.get());
        }
        Optional<IkeAlgorithms> algorithms = IkeAlgorithms.of(chosen);
        boolean sameGroup = ke.get().method().equals(round.group())
                && chosen.transform(TransformType.KE)
                        .filter(t -> t.id().equals(round.group()))
                        .isPresent();
        if (algorithms.isPresent()
                && !Nonce.isLongEnough(nonce.get().nonce(), algorithms.get().prf())) {
            return Attempt.failed("a nonce of " + nonce.get().nonce().length() + " octets");
        }
        if (algorithms.isEmpty() || !sameGroup) {
            return Attempt.failed("the answer " + chosen + " does not go with key exchange " + round.group());
        }
        if (!algorithms.get().additional().isEmpty()
                && response.notify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED).isEmpty()) {
            return Attempt.failed("the answer " + chosen + " wants IKE_INTERMEDIATE, which the peer does not announce");
        }
        return Attempt.of(KeyExchange.agree(
                round.keyPair(),
                ke.get().value(),
                secret -> keyed(round, exchanged, algorithms.get(), nonce.get().nonce(), secret),
                Step.KeepWaiting::new));
    }

    private Step keyed(Round round, Exchanged exchanged, IkeAlgorithms algorithms, Octets peerNonce, Secret shared) {
        IkeMessage response = exchanged.response();
        IkeSpi responderSpi = response.header().responderSpi();
        IkeKeys keys = IkeKeys.derive(
                algorithms, shared, round.nonce(), peerNonce, new IkeSpiPair(sa.localSpi(), responderSpi));
        boolean fragmentation = sa.connection().fragmentation()
                && response.notify(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
        InitResult result = new InitResult(
                responderSpi,
                algorithms,
                keys,
                round.nonce(),
                peerNonce,
                exchanged.request(),
                exchanged.responseOctets(),
                NatDetection.detect(response, sa.local(), sa.remote()),
                new Capabilities(
                        fragmentation,
                        Notifies.hashAlgorithms(response),
                        Notifies.authMethods(response),
                        response.notify(NotifyType.CHILDLESS_IKEV2_SUPPORTED).isPresent(),
                        Certificates.wanted(response),
                        Mobike.hasNatDetection(response)),
                IntermediateAuth.NONE);
        return Step.done(
                new SaChange.Keyed(result),
                new SaChange.Continue(
                        algorithms.additional().isEmpty() ? next : new IntermediateInitiator(sa, environment, next)));
    }

    private static Step fail(String cause) {
        return Step.abort(new SaChange.Closed(cause));
    }
}
