package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.auth.AcceptedMethods;
import cygnet.ike.auth.Certificates;
import cygnet.ike.auth.LocalProof;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.auth.PeerProof;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.AuthPayload;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE_AUTH with the first Child SA, our side as initiator (RFC 7296 section 1.2).
 *
 * <pre>
 *   HDR, SK {IDi, [IDr,] AUTH, SAi2, TSi, TSr, N(USE_TRANSPORT_MODE)}  --&gt;
 *                                  &lt;--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N(USE_TRANSPORT_MODE)}
 * </pre>
 *
 * The peer's key is looked up before anything is sent: whoever gives up after IKE_AUTH was sent leaves the peer with SAs
 * that lead nowhere, and has to say so with a Delete.
 */
public final class IkeAuthInitiator implements OutboundExchange {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final Optional<ChildConfig> child;
    private final Optional<Integer> acquireSequence;

    /**
     * @param child the first Child SA; empty for none
     * @param acquireSequence the ACQUIRE that this answers
     */
    public IkeAuthInitiator(
            IkeSa sa, SaEnvironment environment, Optional<ChildConfig> child, Optional<Integer> acquireSequence) {
        this.sa = sa;
        this.environment = environment;
        this.child = child;
        this.acquireSequence = acquireSequence;
    }

    /** What the request said, for judging the response. */
    private record Sent(PeerKeys keys, Optional<ChildNegotiation.Offer> offer) {}

    @Override
    public String what() {
        return "IKE_AUTH";
    }

    /** The peer may have answered, and have its SAs in place: it is told, as long as it takes. */
    @Override
    public SaChange onTimeout(String cause) {
        return new SaChange.CloseWithDelete(cause);
    }

    @Override
    public Step begin() {
        Optional<Identification> expected = sa.connection().remote().id();
        if (expected.isEmpty() || !PeerKeys.areKnownBefore(sa.connection().remote())) {
            return withKeys(PeerKeys.NONE);
        }
        return PeerKeys.find(
                sa.connection().remote(),
                claim(expected.get(), List.of()),
                keys -> keys.fold(this::withKeys, IkeAuthInitiator::giveUp));
    }

    private PeerKeys.Claim claim(Identification peer, List<Octets> certificates) {
        return new PeerKeys.Claim(peer, sa.remote().address(), certificates, environment.now());
    }

    private Step withKeys(PeerKeys keys) {
        Childless policy = sa.connection().childless();
        boolean wanted = child.isEmpty() || policy == Childless.FORCE || policy == Childless.PREFER;
        boolean needed = child.isEmpty() || policy == Childless.FORCE;
        boolean possible = sa.capabilities().childless() && policy != Childless.NEVER;
        if (needed && !possible) {
            return giveUp("an IKE SA without a Child SA (RFC 6023) is not possible: "
                    + (policy == Childless.NEVER ? "childless = never" : "the peer does not announce it"));
        }
        if (wanted && possible) {
            return send(new Sent(keys, Optional.empty()));
        }
        return ChildInstallation.allocateSpi(
                sa,
                child.get().protocol(),
                spi -> send(new Sent(keys, Optional.of(ChildNegotiation.offer(sa, child.get(), spi, false)))),
                IkeAuthInitiator::giveUp);
    }

    private Step send(Sent sent) {
        Connection connection = sa.connection();
        IdPayload ownId = IdPayload.of(true, connection.local().id());
        Identification peer = connection
                .remote()
                .id()
                .orElse(Identification.address(sa.remote().address()));
        return new LocalProof(sa, environment, sa.capabilities())
                .prove(
                        connection.local(),
                        ownId,
                        peer,
                        proof -> proof.fold(
                                auth -> new Step.Request(
                                        ExchangeType.IKE_AUTH,
                                        request(ownId, auth, sent),
                                        exchanged -> onResponse(sent, exchanged.response())),
                                IkeAuthInitiator::giveUp));
    }

    private List<Payload> request(IdPayload ownId, AuthPayload auth, Sent sent) {
        List<Payload> payloads = new ArrayList<>();
        payloads.add(ownId);
        payloads.addAll(
                Certificates.own(sa.connection().local(), sa.capabilities().wantsCertificates()));
        payloads.addAll(Notifies.initialContact(
                environment, sa, sa.connection(), sa.connection().remote().id()));
        payloads.addAll(Certificates.request(List.of(sa.connection())));
        sa.connection().remote().id().ifPresent(id -> payloads.add(IdPayload.of(false, id)));
        payloads.add(auth);
        if (sa.capabilities().authMethods().isPresent()) {
            payloads.add(Notifies.supportedAuthMethods(AcceptedMethods.of(List.of(sa.connection()))));
        }
        sent.offer().ifPresent(offer -> payloads.addAll(offer.payloads()));
        if (offersMobike()) {
            payloads.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        }
        return payloads;
    }

    private boolean offersMobike() {
        return sa.connection().mobike() && sa.capabilities().natTraversal();
    }

    private Step onResponse(Sent sent, IkeMessage response) {
        Optional<IdPayload> peerId = response.first(IdPayload.class).filter(id -> !id.initiator());
        Optional<AuthPayload> auth = response.first(AuthPayload.class);
        if (peerId.isEmpty() || auth.isEmpty()) {
            // Section 2.21.2: whatever the error, there is no IKE SA without AUTH.
            return Notifies.firstError(response)
                    .map(n -> giveUp("the peer refused: " + n.notifyType()))
                    .orElseGet(() ->
                            Step.abort(new SaChange.CloseWithDelete("the peer's response has no IDr or no AUTH")));
        }
        Identification claimed = peerId.get().id();
        Optional<Identification> expected = sa.connection().remote().id();
        if (expected.isPresent() && !expected.get().sameAs(claimed)) {
            return reject("the peer says it is " + claimed + ", we asked for " + expected.get());
        }
        if (sent.keys().keys().isEmpty() && sa.connection().remote().bySignature()) {
            return PeerKeys.find(
                    sa.connection().remote(),
                    claim(claimed, Certificates.received(response)),
                    keys -> keys.fold(
                            found -> check(new Sent(found, sent.offer()), peerId.get(), auth.get(), response),
                            this::reject));
        }
        return check(sent, peerId.get(), auth.get(), response);
    }

    private Step check(Sent sent, IdPayload peerId, AuthPayload auth, IkeMessage response) {
        return new PeerProof(sa, environment)
                .check(
                        sa.connection(),
                        sent.keys(),
                        peerId,
                        auth,
                        attempt -> attempt.fold(
                                authenticated -> withChild(
                                        sent,
                                        authenticated.withMobike(offersMobike() && Mobike.isAnnounced(response)),
                                        response),
                                this::reject));
    }

    private Step withChild(Sent sent, SaChange.Authenticated authenticated, IkeMessage response) {
        List<SaChange> peer = Notifies.authenticated(authenticated, response);
        if (sent.offer().isEmpty()) {
            return new Step.Done(child.map(later -> and(
                            peer,
                            new SaChange.Continue(
                                    CreateChildInitiator.further(sa, environment, later, acquireSequence))))
                    .orElse(peer));
        }
        ChildInstallation.Nonces nonces = ChildInstallation.Nonces.alone(
                sa.init().initiatorNonce(), sa.init().responderNonce());
        return ChildNegotiation.judgeAnswer(sent.offer().get(), response, true)
                .fold(
                        terms -> new ChildInstallation(sa, environment, terms, nonces, Optional.of(authenticated))
                                .install(
                                        new ChildInstallation.Options(Optional.empty(), false, acquireSequence),
                                        installed -> new Step.Done(and(peer, new SaChange.ChildAdded(installed))),
                                        refusal -> withoutChild(peer, refusal.cause())),
                        cause -> withoutChild(peer, cause));
    }

    private static List<SaChange> and(List<SaChange> first, SaChange last) {
        List<SaChange> all = new ArrayList<>(first);
        all.add(last);
        return all;
    }

    /** The IKE SA stands (RFC 7296 section 2.21.2), but without its Child SA it is of no use here: end it politely. */
    private static Step withoutChild(List<SaChange> peer, String cause) {
        return new Step.Abort(and(peer, new SaChange.CloseWithDelete("no Child SA: " + cause)));
    }

    /** The peer believes that it has an IKE SA: RFC 7296 section 2.21.2 has us tell it. */
    private Step reject(String cause) {
        return Step.abort(new SaChange.CloseWithDelete(
                "authentication failed: " + cause, Optional.of(NotifyType.AUTHENTICATION_FAILED)));
    }

    private static Step giveUp(String cause) {
        return Step.abort(new SaChange.Closed(cause));
    }
}
