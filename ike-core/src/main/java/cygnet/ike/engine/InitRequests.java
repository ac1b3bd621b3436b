package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.HalfOpenSas.HalfOpen;
import cygnet.ike.engine.HalfOpenSas.Origin;
import cygnet.ike.exchange.IkeSaInitResponder;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * IKE_SA_INIT requests of strangers. In this order, so that hostile input costs its sender more than us: limits, cookie,
 * policy, and only then a key pair and state (RFC 7296 section 2.6, RFC 8019 section 4).
 */
final class InitRequests {
    private static final int NONCE_OCTETS = 32;
    private static final int DISGUISE_OCTETS = 20;
    /** One site may have this part of all half-open IKE SAs, but always so many. */
    private static final int SHARE_NEAR = 8;

    private static final int LEAST_NEAR = 16;

    private final EngineContext context;
    private final Limits.HalfOpen limits;
    private final Cookies cookies;
    private final HalfOpenSas halfOpen = new HalfOpenSas();
    private final CookieDemand cookieDemand;
    private final SpiAllocation spis;
    private final BiFunction<IkeSa, Integer, SaDriver> register;

    /** Finds an SPI that no IKE SA has. */
    interface SpiAllocation {
        IkeSpi next();
    }

    /** A request, as it arrived. */
    record Arrival(IkeMessage message, Octets octets, Endpoint local, Endpoint remote) {
        Origin origin() {
            return new Origin(remote.address(), octets);
        }
    }

    InitRequests(EngineContext context, SpiAllocation spis, BiFunction<IkeSa, Integer, SaDriver> register) {
        this.context = context;
        this.limits = context.config.limits().halfOpen();
        this.cookieDemand = new CookieDemand(limits, halfOpen);
        this.cookies = new Cookies(context.random(), context.now());
        this.spis = spis;
        this.register = register;
    }

    int count() {
        return halfOpen.count();
    }

    /** The peer has authenticated. */
    void established(SaDriver driver) {
        halfOpen.remove(driver).ifPresent(origin -> context.after(limits.lifetime(), () -> halfOpen.forget(origin)));
    }

    /** The IKE SA is over. */
    void closed(SaDriver driver) {
        halfOpen.remove(driver).ifPresent(halfOpen::forget);
    }

    void onRequest(Arrival arrival) {
        Optional<HalfOpen> before = halfOpen.find(arrival.origin());
        if (before.isPresent()) {
            if (!before.get().response().isEmpty()) {
                context.transmit(arrival.local(), arrival.remote(), before.get().response());
            }
            return;
        }
        IpAddress address = arrival.remote().address();
        if (halfOpen.countNear(address) >= mostNear()) {
            context.drop(
                    DropCause.TOO_MANY_HALF_OPEN,
                    arrival.remote(),
                    halfOpen.countNear(address) + " half-open IKE SAs from nearby");
            return;
        }
        boolean proven = hasGoodCookie(arrival);
        if (!proven && cookieDemand.isDueFrom(address, context.now())) {
            demandCookie(arrival, halfOpen.count() + " half-open IKE SAs");
            return;
        }
        Optional<PayloadType> critical = arrival.message().unsupportedCritical();
        if (critical.isPresent()) {
            refuse(
                    arrival,
                    DropCause.BAD_REQUEST,
                    NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.of((byte)
                            critical.get().code())),
                    "unsupported critical payload " + critical.get());
            return;
        }
        judge(arrival, proven);
    }

    /** No site may take all that there is, even if it shows cookies. */
    private int mostNear() {
        return Math.max(LEAST_NEAR, limits.most() / SHARE_NEAR);
    }

    private void judge(Arrival arrival, boolean proven) {
        Endpoint local = arrival.local();
        Endpoint remote = arrival.remote();
        List<Connection> candidates = context.connections.between(local.address(), remote.address());
        if (candidates.isEmpty()) {
            Optional<GroupRule> unwanted = context.connections.rule(remote.address());
            if (unwanted.isPresent()) {
                // Silence, as from a host without IKE: nothing here may hang on what this one says.
                context.drop(DropCause.GROUP, remote, "IKE from " + unwanted.get());
                return;
            }
            refuse(
                    arrival,
                    DropCause.NO_CONNECTION,
                    NotifyPayload.of(NotifyType.NO_PROPOSAL_CHOSEN),
                    "no connection between " + local.address() + " and " + remote.address());
            return;
        }
        IkeSaInitResponder.Judgement judgement = IkeSaInitResponder.judge(arrival.message(), candidates);
        if (judgement instanceof IkeSaInitResponder.Dropped dropped) {
            context.drop(DropCause.BAD_REQUEST, remote, dropped.cause());
        } else if (judgement instanceof IkeSaInitResponder.Refused refused) {
            boolean otherGroup = refused.error().equals(NotifyType.INVALID_KE_PAYLOAD);
            refuse(
                    arrival,
                    otherGroup ? DropCause.OTHER_KEY_EXCHANGE : DropCause.NO_PROPOSAL,
                    NotifyPayload.of(refused.error(), refused.content()),
                    refused.cause());
        } else if (judgement instanceof IkeSaInitResponder.Accepted accepted) {
            admit(arrival, accepted, proven);
        }
    }

    private void admit(Arrival arrival, IkeSaInitResponder.Accepted accepted, boolean proven) {
        int length = IkeSaInitResponder.responseLength(
                accepted, arrival.message().header(), arrival.local(), arrival.remote());
        if (!proven && length > arrival.octets().length()) {
            demandCookie(arrival, "a response of " + length + " octets");
            return;
        }
        if (halfOpen.count() >= limits.most()) {
            // Whoever has shown a cookie is more likely to be honest than one that has waited longest.
            halfOpen.oldest().ifPresent(oldest -> oldest.giveUp("displaced: too many half-open IKE SAs"));
        }
        accept(arrival, accepted);
    }

    private void accept(Arrival arrival, IkeSaInitResponder.Accepted accepted) {
        IkeSa sa = new IkeSa(
                context.nextIkeId(),
                false,
                spis.next(),
                arrival.message().header().initiatorSpi(),
                arrival.local(),
                arrival.remote(),
                accepted.candidates());
        SaDriver driver = register.apply(sa, 1);
        HalfOpen half = halfOpen.add(arrival.origin(), driver);
        driver.timers().halfOpen();
        context.report(new IkeEvent.MessageReceived(
                sa.label(), arrival.remote(), arrival.message().toString()));
        context.ask(IkeSaInitResponder.keyPair(accepted, context.random()), keyPair -> {
            if (driver.isClosed()) {
                keyPair.close();
            } else {
                half.answeredWith(respond(arrival, accepted, driver, keyPair));
            }
        });
    }

    private Octets respond(
            Arrival arrival, IkeSaInitResponder.Accepted accepted, SaDriver driver, EphemeralKeyPair keyPair) {
        IkeSa sa = driver.sa();
        IkeMessage request = arrival.message();
        Octets nonce = context.random().octets(NONCE_OCTETS);
        Octets disguise =
                sa.connection().forceEncapsulation() ? context.random().octets(DISGUISE_OCTETS) : Octets.empty();
        IkeMessage response = new IkeMessage(
                header(request.header(), sa.localSpi()),
                IkeSaInitResponder.response(
                        sa, accepted, keyPair, nonce, disguise, arrival.octets().length()));
        Octets octets = MessageCodec.encode(response);
        driver.awaitKeys(new IkeSaInitResponder.Pending(accepted, keyPair, nonce, request, arrival.octets(), octets));
        context.report(new IkeEvent.MessageSent(sa.label(), sa.remote(), response.toString(), 1));
        context.transmit(sa.local(), sa.remote(), octets);
        return octets;
    }

    private boolean hasGoodCookie(Arrival arrival) {
        Optional<NoncePayload> nonce = arrival.message().first(NoncePayload.class);
        return nonce.isPresent()
                && arrival.message()
                        .notify(NotifyType.COOKIE)
                        .filter(cookie -> cookies.isGood(
                                cookie.content(),
                                nonce.get().nonce(),
                                arrival.remote().address(),
                                arrival.message().header().initiatorSpi(),
                                context.now()))
                        .isPresent();
    }

    private void demandCookie(Arrival arrival, String why) {
        Optional<NoncePayload> nonce = arrival.message().first(NoncePayload.class);
        if (nonce.isEmpty()) {
            context.drop(DropCause.BAD_REQUEST, arrival.remote(), "an IKE_SA_INIT request without nonce");
            return;
        }
        Octets cookie = cookies.make(
                nonce.get().nonce(),
                arrival.remote().address(),
                arrival.message().header().initiatorSpi(),
                context.now());
        refuse(
                arrival,
                DropCause.COOKIE,
                NotifyPayload.of(NotifyType.COOKIE, cookie),
                "a cookie is demanded (" + why + ")");
    }

    /**
     * Section 2.6: an error in the response to IKE_SA_INIT leaves the responder's SPI zero. The address may be forged, so
     * that no answer may be longer than its request.
     */
    private void refuse(Arrival arrival, DropCause cause, NotifyPayload notify, String why) {
        Octets response =
                MessageCodec.encode(new IkeMessage(header(arrival.message().header(), IkeSpi.ZERO), List.of(notify)));
        if (response.length() > arrival.octets().length()) {
            context.drop(DropCause.BAD_REQUEST, arrival.remote(), "a request shorter than its refusal: " + why);
            return;
        }
        context.refuse(cause, arrival.remote(), why);
        context.transmit(arrival.local(), arrival.remote(), response);
    }

    private static IkeHeader header(IkeHeader request, IkeSpi responderSpi) {
        return IkeHeader.of(request.initiatorSpi(), responderSpi, ExchangeType.IKE_SA_INIT, false, true, 0);
    }
}
