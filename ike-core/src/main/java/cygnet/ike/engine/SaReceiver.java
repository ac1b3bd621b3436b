package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.engine.InboundWindow.Request;
import cygnet.ike.exchange.CreateChildResponder;
import cygnet.ike.exchange.DeleteChildSa;
import cygnet.ike.exchange.IkeAuthResponder;
import cygnet.ike.exchange.IkeSaInitResponder;
import cygnet.ike.exchange.InformationalResponder;
import cygnet.ike.exchange.IntermediateResponder;
import cygnet.ike.exchange.MobilityResponder;
import cygnet.ike.exchange.RekeyIkeResponder;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.OpenOutcome;
import cygnet.ike.message.RawMessage;
import cygnet.ike.message.Reassembly;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.Larval;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What arrives for one IKE SA: opens it, tells new from repeated, and finds the exchange. Nothing that is not authentic
 * gets further than this.
 */
final class SaReceiver {
    /** Datagrams kept while the keys are being computed: a fragmented IKE_AUTH request. */
    private static final int MOST_EARLY = 16;
    /** An unauthenticated peer has to say who it is, and that is not much (RFC 7383 section 5). */
    private static final int MOST_EARLY_FRAGMENTS = 32;

    private static final int MOST_EARLY_OCTETS = 20 * 1024;
    /** After so much time the rest of a fragmented message is not coming, or comes with a repetition of the whole. */
    private static final Duration REASSEMBLY_LIFETIME = Duration.ofSeconds(30);

    private final EngineContext context;
    private final SaDriver driver;
    private final OutboundWindow outbound;
    private final InboundWindow inbound;
    private final TokenBucket requestRate;
    private final List<Arrival> early = new ArrayList<>();
    private Reassembly requests = new Reassembly(MOST_EARLY_FRAGMENTS, MOST_EARLY_OCTETS);
    private Reassembly responses = new Reassembly(MOST_EARLY_FRAGMENTS, MOST_EARLY_OCTETS);
    private Timers.@Nullable Timer forgetting;
    private Octets firstFragment = Octets.empty();
    private IkeSaInitResponder.@Nullable Pending pending;
    private EngineContext.@Nullable Cancellation keying;

    /** A datagram with where it came from and where it went. */
    record Arrival(RawMessage message, Octets datagram, Endpoint local, Endpoint remote) {}

    SaReceiver(EngineContext context, SaDriver driver, OutboundWindow outbound, InboundWindow inbound) {
        this.context = context;
        this.driver = driver;
        this.outbound = outbound;
        this.inbound = inbound;
        this.requestRate = new TokenBucket(context.config.limits().requests(), context.now());
    }

    void awaitKeys(IkeSaInitResponder.Pending half) {
        pending = half;
    }

    /** A protected message or fragment. */
    void receive(Arrival arrival) {
        if (driver.isClosed()) {
            return;
        }
        if (!driver.sa().isKeyed()) {
            beforeKeys(arrival);
        } else if (arrival.message().header().response()) {
            response(arrival);
        } else {
            request(arrival);
        }
    }

    /** The responder computes the shared secret only now that somebody has come back. */
    private void beforeKeys(Arrival arrival) {
        IkeSaInitResponder.Pending half = pending;
        int octets = early.stream().mapToInt(a -> a.datagram().length()).sum()
                + arrival.datagram().length();
        if (half == null || early.size() >= MOST_EARLY || octets > MOST_EARLY_OCTETS) {
            drop(arrival, DropCause.NO_KEYS, "there are no keys yet");
            return;
        }
        early.add(arrival);
        if (keying == null) {
            keying = context.ask(
                    half.agreement(), shared -> half.result(driver.sa(), shared).fold(this::keyed, this::notKeyed));
        }
    }

    private SaDriver notKeyed(String cause) {
        driver.close("IKE_SA_INIT: " + cause);
        return driver;
    }

    private SaDriver keyed(InitResult result) {
        driver.apply(List.of(new SaChange.Keyed(result)), "IKE_SA_INIT");
        List<Arrival> waiting = List.copyOf(early);
        early.clear();
        pending = null;
        keying = null;
        waiting.forEach(this::receive);
        return driver;
    }

    private void response(Arrival arrival) {
        IkeHeader header = arrival.message().header();
        if (!outbound.expects(header.messageId())) {
            drop(
                    arrival,
                    DropCause.UNEXPECTED,
                    "a response to no open request (message ID " + header.messageId() + ")");
            return;
        }
        OpenOutcome outcome = open(arrival, responses);
        if (outcome instanceof OpenOutcome.MalformedContent malformed) {
            // Section 2.21.3: authentic, so the peer's fault; nothing can be agreed with it.
            outbound.abandon(new SaChange.CloseWithDelete("the peer's response is malformed: " + malformed.cause()));
        } else if (outcome instanceof OpenOutcome.Opened opened) {
            driver.heardFrom(arrival.local(), arrival.remote());
            Optional<PayloadType> critical = opened.message().unsupportedCritical();
            if (critical.isPresent()) {
                // Section 2.5: such a message has to be rejected as a whole.
                outbound.abandon(new SaChange.CloseWithDelete(
                        "the peer's response has the unsupported critical payload " + critical.get()));
            } else {
                outbound.onResponse(opened.message(), octets(opened, arrival));
            }
        }
    }

    /** What AUTH is to cover, where it is to cover the message: of others only the datagram matters, if at all. */
    private static Octets octets(OpenOutcome.Opened opened, Arrival arrival) {
        return opened.message().header().exchange().equals(ExchangeType.IKE_INTERMEDIATE)
                ? opened.octets().authenticated()
                : arrival.datagram();
    }

    private void request(Arrival arrival) {
        int messageId = arrival.message().header().messageId();
        if (inbound.isNew(messageId)) {
            fresh(arrival);
        } else if (inbound.isAnswered(messageId)) {
            repeated(arrival);
        } else if (!inbound.isInWork(messageId)) {
            drop(arrival, DropCause.UNEXPECTED, "a request outside the window (message ID " + messageId + ")");
        }
    }

    /** Of a fragmented request only the first fragment asks for the response again (RFC 7383 section 2.6.1). */
    private void repeated(Arrival arrival) {
        // Not bit-identical, as a peer may fragment differently: authentic is enough.
        if (inbound.isRepetition(arrival.datagram()) || isAuthenticBeginning(arrival.message())) {
            inbound.respondAgain(arrival.local(), arrival.remote());
        }
    }

    private boolean isAuthenticBeginning(RawMessage message) {
        OpenOutcome outcome;
        if (message instanceof RawMessage.Protected whole) {
            outcome = driver.sa().protection().open(whole);
        } else if (message instanceof RawMessage.Fragment first && first.number() == 1) {
            outcome = driver.sa().protection().openFragment(first, new Reassembly());
        } else {
            return false;
        }
        return !(outcome instanceof OpenOutcome.NotAuthentic);
    }

    private void fresh(Arrival arrival) {
        OpenOutcome outcome = open(arrival, requests);
        boolean isFirstFragment = arrival.message() instanceof RawMessage.Fragment f && f.number() == 1;
        if (isFirstFragment && !(outcome instanceof OpenOutcome.NotAuthentic)) {
            firstFragment = arrival.datagram();
        }
        boolean whole = arrival.message() instanceof RawMessage.Protected;
        Octets datagram = whole ? arrival.datagram() : firstFragment;
        if (outcome instanceof OpenOutcome.Opened opened) {
            Optional<DropCause> objection = objection(opened.message(), arrival);
            if (objection.isPresent()) {
                // An honest peer asks again.
                drop(arrival, objection.get(), "too many requests at once");
                return;
            }
            driver.heardFrom(arrival.local(), arrival.remote());
            inbound.onRequest(
                    new Request(opened.message(), datagram, arrival.local(), arrival.remote()),
                    message -> exchange(message, octets(opened, arrival), arrival));
        } else if (outcome instanceof OpenOutcome.MalformedContent malformed) {
            IkeMessage empty = new IkeMessage(malformed.header(), List.of());
            inbound.onRequest(
                    new Request(empty, datagram, arrival.local(), arrival.remote()),
                    message -> refuse(
                            NotifyPayload.of(NotifyType.INVALID_SYNTAX),
                            new SaChange.Closed("the peer's request is malformed: " + malformed.cause())));
        }
    }

    /** RFC 8019 section 5: a peer that is authentic is not therefore polite. */
    private Optional<DropCause> objection(IkeMessage request, Arrival arrival) {
        if (driver.sa().lifecycle() != Lifecycle.CONNECTING) {
            return requestRate.take(context.now()) ? Optional.empty() : Optional.of(DropCause.TOO_MANY_REQUESTS);
        }
        return request.header().exchange().equals(ExchangeType.IKE_AUTH)
                ? context.claims.objection(driver.sa(), arrival.remote().address(), request, context.now())
                : Optional.empty();
    }

    private OpenOutcome open(Arrival arrival, Reassembly reassembly) {
        OpenOutcome outcome;
        if (arrival.message() instanceof RawMessage.Protected whole) {
            outcome = driver.sa().protection().open(whole);
        } else if (arrival.message() instanceof RawMessage.Fragment fragment) {
            outcome = driver.sa().protection().openFragment(fragment, reassembly);
        } else {
            outcome = new OpenOutcome.NotAuthentic("it is not protected");
        }
        if (outcome instanceof OpenOutcome.NotAuthentic not) {
            drop(arrival, DropCause.NOT_AUTHENTIC, not.cause());
        } else {
            forgetInTime();
        }
        return outcome;
    }

    /** An unfinished message waits so long, counted from its last fragment. */
    private void forgetInTime() {
        if (forgetting != null) {
            forgetting.cancel();
            forgetting = null;
        }
        if (!requests.isEmpty() || !responses.isEmpty()) {
            forgetting = context.after(REASSEMBLY_LIFETIME, () -> {
                requests.reset();
                responses.reset();
                forgetting = null;
            });
        }
    }

    /** The peer has proven who it is, and may say more. */
    void established() {
        requests = new Reassembly();
        responses = new Reassembly();
    }

    private Step exchange(IkeMessage request, Octets octets, Arrival arrival) {
        IkeSa sa = driver.sa();
        ExchangeType type = request.header().exchange();
        boolean connecting = sa.lifecycle() == Lifecycle.CONNECTING;
        boolean initial = type.equals(ExchangeType.IKE_AUTH) || type.equals(ExchangeType.IKE_INTERMEDIATE);
        if (connecting && (!initial || sa.originalInitiator())) {
            return new Step.Ignore(type + " before authentication");
        }
        Optional<PayloadType> critical = request.unsupportedCritical();
        if (critical.isPresent()) {
            NotifyPayload notify = NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.of((byte)
                    critical.get().code()));
            String cause = "unsupported critical payload " + critical.get();
            return refuse(notify, connecting ? new SaChange.Closed(cause) : new SaChange.Failed(cause));
        }
        if (connecting) {
            return initial(request, octets);
        }
        driver.succession().usedByPeer(request);
        if (type.equals(ExchangeType.INFORMATIONAL)) {
            return new InformationalResponder(sa, deletedByUs(), mobility(arrival)).onRequest(request);
        }
        if (type.equals(ExchangeType.CREATE_CHILD_SA)) {
            return createChildSa(request);
        }
        if (type.equals(ExchangeType.IKE_FOLLOWUP_KE)) {
            return driver.followUps().step(request);
        }
        return new Step.Ignore(type + " in state " + sa.lifecycle());
    }

    private MobilityResponder mobility(Arrival arrival) {
        return new MobilityResponder(
                driver.sa(), context.random(), arrival.local(), arrival.remote(), driver.mobility()::objectionTo);
    }

    /** Before IKE_AUTH come as many IKE_INTERMEDIATE as there are additional key exchanges (RFC 9370 section 2.2.2). */
    private Step initial(IkeMessage request, Octets octets) {
        IkeSa sa = driver.sa();
        if (request.header().exchange().equals(ExchangeType.IKE_INTERMEDIATE)) {
            return new IntermediateResponder(sa, context).onRequest(request, octets);
        }
        if (sa.init().nextKeyExchange().isPresent()) {
            return refuse(
                    NotifyPayload.of(NotifyType.INVALID_SYNTAX),
                    new SaChange.Closed("IKE_AUTH before the additional key exchanges"));
        }
        return new IkeAuthResponder(sa, context, driver::isCrossed).onRequest(request);
    }

    private Step createChildSa(IkeMessage request) {
        IkeSa sa = driver.sa();
        boolean ikeRekey = request.first(SaPayload.class)
                .filter(p -> p.proposals().stream()
                        .anyMatch(proposal -> proposal.protocol().equals(ProtocolId.IKE)))
                .isPresent();
        ExchangeConflicts.Wish wish = wish(request, ikeRekey);
        // Whoever begins anew has given up what it had begun.
        driver.followUps().drop(larval -> ExchangeConflicts.supersedes(wish, larval));
        Optional<String> conflict = ikeRekey && driver.succession().isOpen()
                ? Optional.of("it rekeys the IKE SA already")
                : ExchangeConflicts.temporaryFailure(
                        sa.lifecycle(), wish, outbound.current(), outbound.all(), outbound.isFollowingUp());
        if (conflict.isEmpty() && driver.followUps().isFull()) {
            conflict = Optional.of("it has begun too much");
        }
        if (conflict.isPresent()) {
            return refuse(
                    NotifyPayload.of(NotifyType.TEMPORARY_FAILURE),
                    new SaChange.Failed("the peer has to wait: " + conflict.get()));
        }
        int most = context.config.limits().childSas();
        long further = sa.larval().stream().filter(Larval::isFurtherChild).count();
        if (wish instanceof ExchangeConflicts.FurtherChild && sa.children().size() + further >= most) {
            return refuse(
                    NotifyPayload.of(NotifyType.NO_ADDITIONAL_SAS),
                    new SaChange.Failed("the peer has " + most + " Child SAs already"));
        }
        return ikeRekey
                ? new RekeyIkeResponder(sa, context, driver.newSpi()).onRequest(request)
                : new CreateChildResponder(sa, context).onRequest(request);
    }

    private ExchangeConflicts.Wish wish(IkeMessage request, boolean ikeRekey) {
        if (ikeRekey) {
            return new ExchangeConflicts.RekeyIke();
        }
        return CreateChildResponder.rekeyed(driver.sa(), request)
                .<ExchangeConflicts.Wish>map(child -> new ExchangeConflicts.RekeyChild(child.inboundSpi()))
                .orElseGet(ExchangeConflicts.FurtherChild::new);
    }

    private Set<Spi> deletedByUs() {
        return outbound.current()
                .filter(e -> e instanceof DeleteChildSa)
                .map(e -> Set.of(((DeleteChildSa) e).inbound()))
                .orElse(Set.of());
    }

    private static Step refuse(NotifyPayload notify, SaChange change) {
        return new Step.Refuse(List.of(notify), List.of(change));
    }

    private void drop(Arrival arrival, DropCause cause, String why) {
        context.drop(cause, arrival.remote(), why);
    }

    void close() {
        early.clear();
        requests.reset();
        responses.reset();
        forgetInTime();
        if (pending != null) {
            IkeSaInitResponder.Pending half = pending;
            if (keying != null) {
                keying.cancel(half::wipe);
            } else {
                half.wipe();
            }
        }
    }
}
