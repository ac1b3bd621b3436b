package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.crypto.kex.EphemeralKeyPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.exchange.IkeSaInitResponder;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.Connection;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * IKE_SA_INIT requests of strangers. In this order, so that hostile input costs its sender more than us: limits, cookie,
 * policy, and only then a key pair and state (RFC 7296 section 2.6, RFC 8019 section 4).
 */
final class InitRequests {
    private static final int NONCE_OCTETS = 32;
    private static final int DISGUISE_OCTETS = 20;

    private final EngineContext context;
    private final Cookies cookies;
    /** Kept a while after authentication, for a request that the network repeats late. */
    private final Map<Origin, HalfOpen> known = new HashMap<>();

    private final Map<SaDriver, Origin> halfOpen = new HashMap<>();
    private final SpiAllocation spis;
    private final BiFunction<IkeSa, Integer, SaDriver> register;

    /** Finds an SPI that no IKE SA has. */
    interface SpiAllocation {
        IkeSpi next();
    }

    /** What a repeated request is recognised by: the whole message, not only its SPI (section 2.1). */
    private record Origin(IpAddress address, Octets request) {}

    /** What a repeated request is answered with; empty while our key pair is being made. */
    private static final class HalfOpen {
        private Octets response = Octets.empty();
    }

    InitRequests(EngineContext context, SpiAllocation spis, BiFunction<IkeSa, Integer, SaDriver> register) {
        this.context = context;
        this.cookies = new Cookies(context.random(), context.now());
        this.spis = spis;
        this.register = register;
    }

    int count() {
        return halfOpen.size();
    }

    /** The peer has authenticated. */
    void established(SaDriver driver) {
        Origin origin = halfOpen.remove(driver);
        if (origin != null) {
            context.after(context.config.halfOpenLifetime(), () -> known.remove(origin));
        }
    }

    /** The IKE SA is over. */
    void closed(SaDriver driver) {
        Origin origin = halfOpen.remove(driver);
        if (origin != null) {
            known.remove(origin);
        }
    }

    void onRequest(IkeMessage request, Octets octets, Endpoint local, Endpoint remote) {
        Origin origin = new Origin(remote.address(), octets);
        HalfOpen before = known.get(origin);
        if (before != null) {
            if (!before.response.isEmpty()) {
                context.transmit(local, remote, before.response);
            }
            return;
        }
        if (halfOpen.size() >= context.config.mostHalfOpen()) {
            drop(remote, halfOpen.size() + " half-open IKE SAs");
            return;
        }
        if (halfOpen.size() >= context.config.cookieThreshold() && !hasGoodCookie(request, remote)) {
            demandCookie(request, local, remote);
            return;
        }
        Optional<PayloadType> critical = request.unsupportedCritical();
        if (critical.isPresent()) {
            refuse(
                    request,
                    local,
                    remote,
                    NotifyPayload.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, Octets.of((byte)
                            critical.get().code())),
                    "unsupported critical payload " + critical.get());
            return;
        }
        judge(request, origin, local, remote);
    }

    private void judge(IkeMessage request, Origin origin, Endpoint local, Endpoint remote) {
        List<Connection> candidates = context.policy().connections().stream()
                .filter(c -> c.localAddresses().contains(local.address()))
                .filter(c -> c.remoteAddresses().contains(remote.address()))
                .toList();
        if (candidates.isEmpty()) {
            refuse(
                    request,
                    local,
                    remote,
                    NotifyPayload.of(NotifyType.NO_PROPOSAL_CHOSEN),
                    "no connection between " + local.address() + " and " + remote.address());
            return;
        }
        IkeSaInitResponder.Judgement judgement = IkeSaInitResponder.judge(request, candidates);
        if (judgement instanceof IkeSaInitResponder.Dropped dropped) {
            drop(remote, dropped.cause());
        } else if (judgement instanceof IkeSaInitResponder.Refused refused) {
            refuse(request, local, remote, NotifyPayload.of(refused.error(), refused.content()), refused.cause());
        } else if (judgement instanceof IkeSaInitResponder.Accepted accepted) {
            accept(request, origin, accepted, new Path(local, remote));
        }
    }

    private record Path(Endpoint local, Endpoint remote) {}

    private void accept(IkeMessage request, Origin origin, IkeSaInitResponder.Accepted accepted, Path path) {
        HalfOpen half = new HalfOpen();
        known.put(origin, half);
        IkeSa sa = new IkeSa(
                context.nextIkeId(),
                false,
                spis.next(),
                request.header().initiatorSpi(),
                path.local(),
                path.remote(),
                accepted.candidates());
        SaDriver driver = register.apply(sa, 1);
        halfOpen.put(driver, origin);
        driver.timers().halfOpen();
        context.report(new IkeEvent.MessageReceived(sa.label(), path.remote(), request.toString()));
        context.ask(IkeSaInitResponder.keyPair(accepted, context.random()), keyPair -> {
            if (driver.isClosed()) {
                keyPair.close();
            } else {
                half.response = respond(request, origin, accepted, driver, keyPair);
            }
        });
    }

    private Octets respond(
            IkeMessage request,
            Origin origin,
            IkeSaInitResponder.Accepted accepted,
            SaDriver driver,
            EphemeralKeyPair keyPair) {
        IkeSa sa = driver.sa();
        Octets nonce = context.random().octets(NONCE_OCTETS);
        Octets disguise =
                sa.connection().forceEncapsulation() ? context.random().octets(DISGUISE_OCTETS) : Octets.empty();
        IkeMessage response = new IkeMessage(
                header(request.header(), sa.localSpi()),
                IkeSaInitResponder.response(
                        sa, accepted, keyPair, nonce, disguise, origin.request().length()));
        Octets octets = MessageCodec.encode(response);
        driver.awaitKeys(new IkeSaInitResponder.Pending(accepted, keyPair, nonce, request, origin.request(), octets));
        context.report(new IkeEvent.MessageSent(sa.label(), sa.remote(), response.toString(), 1));
        context.transmit(sa.local(), sa.remote(), octets);
        return octets;
    }

    private boolean hasGoodCookie(IkeMessage request, Endpoint remote) {
        Optional<NoncePayload> nonce = request.first(NoncePayload.class);
        return nonce.isPresent()
                && request.notify(NotifyType.COOKIE)
                        .filter(cookie -> cookies.isGood(
                                cookie.content(),
                                nonce.get().nonce(),
                                remote.address(),
                                request.header().initiatorSpi(),
                                context.now()))
                        .isPresent();
    }

    private void demandCookie(IkeMessage request, Endpoint local, Endpoint remote) {
        Optional<NoncePayload> nonce = request.first(NoncePayload.class);
        if (nonce.isEmpty()) {
            drop(remote, "an IKE_SA_INIT request without nonce");
            return;
        }
        Octets cookie = cookies.make(
                nonce.get().nonce(), remote.address(), request.header().initiatorSpi(), context.now());
        refuse(
                request,
                local,
                remote,
                NotifyPayload.of(NotifyType.COOKIE, cookie),
                "a cookie is demanded (" + halfOpen.size() + " half-open IKE SAs)");
    }

    /** Section 2.6: an error in the response to IKE_SA_INIT leaves the responder's SPI zero. */
    private void refuse(IkeMessage request, Endpoint local, Endpoint remote, NotifyPayload notify, String cause) {
        IkeMessage response = new IkeMessage(header(request.header(), IkeSpi.ZERO), List.of(notify));
        context.report(new IkeEvent.Refused(remote, cause));
        context.transmit(local, remote, MessageCodec.encode(response));
    }

    private static IkeHeader header(IkeHeader request, IkeSpi responderSpi) {
        return IkeHeader.of(request.initiatorSpi(), responderSpi, ExchangeType.IKE_SA_INIT, false, true, 0);
    }

    private void drop(Endpoint remote, String cause) {
        context.report(new IkeEvent.Dropped(remote, cause));
    }
}
