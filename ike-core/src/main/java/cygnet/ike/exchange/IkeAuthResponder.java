package cygnet.ike.exchange;

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
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaChange.Authenticated;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * IKE_AUTH with the first Child SA, our side as responder (RFC 7296 section 1.2).
 *
 * <pre>
 *   HDR, SK {IDi, [IDr,] AUTH, SAi2, TSi, TSr, N..}  --&gt;   who is it, and which connection?
 *                                                          the keys of IDi (DNS), AUTH, our AUTH, SPI, SAs
 *                              &lt;--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N..}
 *                              &lt;--  HDR, SK {N(AUTHENTICATION_FAILED)}             one answer to every such failure
 *                              &lt;--  HDR, SK {IDr, AUTH}                            none was asked for (RFC 6023)
 *                              &lt;--  HDR, SK {IDr, AUTH, N(TS_UNACCEPTABLE..)}      an IKE SA without a Child SA
 * </pre>
 */
public final class IkeAuthResponder {
    private final IkeSa sa;
    private final SaEnvironment environment;
    private final BooleanSupplier crossing;

    /**
     * Answers for an IKE SA.
     *
     * @param crossing whether we are just beginning with the same peer ourselves, and so have packets for it; they have to
     *     wait until it can receive
     */
    public IkeAuthResponder(IkeSa sa, SaEnvironment environment, BooleanSupplier crossing) {
        this.sa = sa;
        this.environment = environment;
        this.crossing = crossing;
    }

    /** A request that has been found complete. */
    private record Request(IkeMessage message, IdPayload peerId, AuthPayload auth, Connection connection) {}

    /**
     * Both have proven who they are.
     *
     * @param changes what that means for the IKE SA
     * @param proof our identity and our AUTH
     */
    private record Proven(Request request, Authenticated peer, List<SaChange> changes, List<Payload> proof) {}

    public Step onRequest(IkeMessage message) {
        if (Mobike.isTranslatedAgainstItsWill(message, sa.local(), sa.remote())) {
            // RFC 4555 section 3.9.
            return new Step.Refuse(
                    Notifies.error(NotifyType.UNEXPECTED_NAT_DETECTED),
                    List.of(new SaChange.Closed("a NAT between the peer and us, which it forbids")));
        }
        Optional<IdPayload> peerId = message.all(IdPayload.class).stream()
                .filter(IdPayload::initiator)
                .findFirst();
        Optional<IdPayload> wanted = message.all(IdPayload.class).stream()
                .filter(id -> !id.initiator())
                .findFirst();
        Optional<AuthPayload> auth = message.first(AuthPayload.class);
        if (peerId.isEmpty() || auth.isEmpty()) {
            return refuse("IKE_AUTH without " + (peerId.isEmpty() ? "IDi" : "AUTH"));
        }
        return connection(peerId.get().id(), wanted.map(IdPayload::id), auth.get())
                .map(connection -> authenticate(new Request(message, peerId.get(), auth.get(), connection)))
                .orElseGet(() -> refuse("no connection for " + peerId.get().id()
                        + wanted.map(id -> " asking for " + id.id()).orElse("") + " with AUTH method "
                        + auth.get().method()));
    }

    /** The first candidate that names this peer; else the first that takes any. */
    private Optional<Connection> connection(Identification peer, Optional<Identification> wanted, AuthPayload auth) {
        List<Connection> fitting = sa.candidates().stream()
                .filter(c -> wanted.isEmpty() || wanted.get().sameAs(c.local().id()))
                .filter(c -> c.remote().id().map(id -> id.sameAs(peer)).orElse(true))
                .filter(c -> PeerProof.fits(c, auth))
                .toList();
        return fitting.stream()
                .filter(c -> c.remote().id().isPresent())
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }

    private Step authenticate(Request request) {
        if (!request.connection().remote().bySignature()) {
            return check(request, PeerKeys.NONE);
        }
        return PeerKeys.find(
                request.connection().remote(),
                new PeerKeys.Claim(
                        request.peerId().id(),
                        sa.remote().address(),
                        Certificates.received(request.message()),
                        environment.now()),
                keys -> keys.fold(found -> check(request, found), IkeAuthResponder::refuse));
    }

    private Step check(Request request, PeerKeys keys) {
        return new PeerProof(sa, environment)
                .check(
                        request.connection(),
                        keys,
                        request.peerId(),
                        request.auth(),
                        attempt -> attempt.fold(
                                peer -> admit(request, peer.withMobike(isMobile(request))), IkeAuthResponder::refuse));
    }

    /** A peer that says that it has no other IKE SA is believed, and let in. */
    private Step admit(Request request, Authenticated peer) {
        boolean initial = request.message().notify(NotifyType.INITIAL_CONTACT).isPresent();
        Optional<String> objection = initial ? Optional.empty() : environment.objection(sa, peer);
        return objection.map(IkeAuthResponder::refuse).orElseGet(() -> proveOurselves(request, peer));
    }

    private Step proveOurselves(Request request, Authenticated peer) {
        IdPayload ownId = IdPayload.of(false, request.connection().local().id());
        return new LocalProof(
                        sa, environment, sa.capabilities().withAuthMethods(Notifies.authMethods(request.message())))
                .prove(
                        request.connection().local(),
                        ownId,
                        request.peerId().id(),
                        proof -> proof.fold(
                                auth -> withChild(new Proven(
                                        request,
                                        peer,
                                        Notifies.authenticated(peer, request.message()),
                                        proof(request, peer, ownId, auth))),
                                IkeAuthResponder::refuse));
    }

    private static boolean isMobile(Request request) {
        return request.connection().mobike() && Mobike.isAnnounced(request.message());
    }

    private List<Payload> proof(Request request, Authenticated peer, IdPayload ownId, AuthPayload auth) {
        List<Payload> payloads = new ArrayList<>();
        payloads.add(ownId);
        payloads.addAll(Certificates.own(request.connection().local(), Certificates.wanted(request.message())));
        payloads.add(auth);
        payloads.addAll(Notifies.initialContact(environment, sa, request.connection(), Optional.of(peer.peer())));
        if (isMobile(request)) {
            payloads.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        }
        return payloads;
    }

    private Step withChild(Proven proven) {
        Request request = proven.request();
        if (request.message().first(SaPayload.class).isEmpty()) {
            return childless(proven);
        }
        if (request.connection().childless() == Childless.FORCE) {
            return withoutChild(proven, NotifyType.NO_PROPOSAL_CHOSEN, "it must come later, says childless = force");
        }
        ChildNegotiation.Judged judged = judge(request);
        if (judged.choice().isEmpty()) {
            ChildNegotiation.Refusal refusal = judged.refusal().orElseThrow();
            return withoutChild(proven, refusal.error(), refusal.cause());
        }
        ChildNegotiation.Choice choice = judged.choice().get();
        return ChildInstallation.allocateSpi(
                sa,
                choice.config().protocol(),
                spi -> new ChildInstallation(
                                sa, environment, choice.withOwnSpi(spi), nonces(), Optional.of(proven.peer()))
                        .install(
                                ChildInstallation.Options.begunByPeer(crossing.getAsBoolean()),
                                child -> new Step.Respond(
                                        concat(proven.proof(), choice.payloads(spi)),
                                        concat(proven.changes(), List.of(new SaChange.ChildAdded(child)))),
                                refusal -> withoutChild(proven, refusal.error(), refusal.cause())),
                cause -> withoutChild(proven, NotifyType.NO_PROPOSAL_CHOSEN, cause));
    }

    /** RFC 6023 section 3: only where we announced it, and then without anything that is about a Child SA. */
    private Step childless(Proven proven) {
        boolean announced = Childless.announced(sa.candidates());
        if (announced && proven.request().message().first(TsPayload.class).isEmpty()) {
            return new Step.Respond(proven.proof(), proven.changes());
        }
        return new Step.Refuse(
                Notifies.error(NotifyType.INVALID_SYNTAX),
                List.of(new SaChange.Closed(
                        announced ? "IKE_AUTH with half a Child SA" : "IKE_AUTH without a Child SA")));
    }

    /** The first child configuration that fits; the last refusal if none does. */
    private ChildNegotiation.Judged judge(Request request) {
        ChildNegotiation.Judged last =
                ChildNegotiation.Judged.refused(NotifyType.NO_PROPOSAL_CHOSEN, "no Child SA is configured");
        for (ChildConfig config : request.connection().children()) {
            last = ChildNegotiation.judgeOffer(sa, config, request.message(), false);
            if (last.choice().isPresent()) {
                return last;
            }
        }
        return last;
    }

    private ChildInstallation.Nonces nonces() {
        return ChildInstallation.Nonces.alone(
                sa.init().initiatorNonce(), sa.init().responderNonce());
    }

    /** RFC 7296 section 2.21.2: the IKE SA stands, and the peer learns why there is no Child SA. */
    private static Step withoutChild(Proven proven, NotifyType notify, String cause) {
        return new Step.Refuse(
                concat(proven.proof(), List.of(NotifyPayload.of(notify))),
                concat(proven.changes(), List.of(new SaChange.Failed("no Child SA (" + notify + "): " + cause))));
    }

    /** One answer to all: the peer must not learn which name or which key was wrong. */
    private static Step refuse(String cause) {
        return new Step.Refuse(
                Notifies.error(NotifyType.AUTHENTICATION_FAILED),
                List.of(new SaChange.Closed("authentication failed: " + cause)));
    }

    private static <T> List<T> concat(List<? extends T> first, List<? extends T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
