package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.DropCause;
import cygnet.ike.engine.Limits;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What strangers can cost us (RFC 7296 section 2.6, RFC 8019). bob keeps at most 64 half-open IKE SAs, 32 without cookies. */
class FloodTest {
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final int COOKIES_FROM = 32;
    private static final int MOST = 64;
    private static final int MOST_OF_ONE_SITE = 16;
    private static final int FLOOD = 5_000;

    @RegisterExtension
    final TwoPeers peers = new TwoPeers(1, EngineSettings.halfOpen(COOKIES_FROM, MOST));

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    @Test
    void aFloodOfFirstRequestsLeavesNothingBehind() {
        IkeMessage request = overheard();
        for (int i = 1; i <= FLOOD; i++) {
            forgery.inject(spoofed(i), bob, Forgery.init(request, i));
        }
        peers.run(MOMENT);
        assertThat(bob.engine().halfOpen()).isEqualTo(COOKIES_FROM);
        assertThat(bob.keyPairs()).hasSize(COOKIES_FROM);
        assertThat(bob.engine().drops()).containsEntry(DropCause.COOKIE, (long) FLOOD - COOKIES_FROM);

        peers.run(Duration.ofMinutes(1));
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(bob.engine().deadline()).isEmpty();
    }

    @Test
    void anHonestPeerGetsInDuringAFlood() {
        IkeMessage request = overheard();
        for (int i = 1; i <= FLOOD; i++) {
            forgery.inject(spoofed(i), bob, Forgery.init(request, i));
        }
        alice.initiate("bob");
        peers.run(Duration.ofSeconds(1));

        assertThat(alice.children()).hasSize(1);
    }

    /** A cookie is asked of a site that has several, long before it is asked of all. */
    @Test
    void aSiteThatHasSeveralHalfOpenIkeSasHasToShowCookies() {
        IkeMessage request = overheard();
        for (int i = 1; i <= 10; i++) {
            forgery.inject(neighbour(i), bob, Forgery.init(request, i));
        }
        peers.run(MOMENT);
        assertThat(bob.engine().halfOpen()).isEqualTo(5);

        forgery.inject(spoofed(1), bob, Forgery.init(request, 99));
        peers.run(MOMENT);
        assertThat(bob.engine().halfOpen()).isEqualTo(6);
    }

    /** Suricata's CVE-2026-45768: state for each address, and for each that can be made up. */
    @Test
    void oneSiteCannotTakeAllHalfOpenIkeSas() {
        IkeMessage request = overheard();
        for (int i = 1; i <= MOST; i++) {
            withCookie(neighbour(i), request, i);
        }

        assertThat(bob.engine().halfOpen()).isEqualTo(MOST_OF_ONE_SITE);
        assertThat(bob.engine().drops()).containsKey(DropCause.TOO_MANY_HALF_OPEN);
        assertThat(withCookie(spoofed(1), request, 1000)).isTrue();
    }

    @Test
    void whenAllAreTakenTheOldestGivesWayToWhoShowsACookie() {
        IkeMessage request = overheard();
        for (int i = 1; i <= 2 * MOST; i++) {
            withCookie(spoofed(i), request, i);
        }

        assertThat(bob.engine().halfOpen()).isEqualTo(MOST);
        assertThat(bob.ikeSas().stream().map(sa -> sa.remoteSpi())).doesNotContain(new IkeSpi(1));
        assertThat(bob.ikeSas().stream().map(sa -> sa.remoteSpi())).contains(new IkeSpi(2 * MOST));
    }

    /** No answer to an address that may be forged is longer than what asked for it. */
    @Test
    void aResponseLongerThanItsRequestGoesOnlyToWhoShowsACookie() {
        IkeMessage request = overheard();
        Octets least = Forgery.init(
                1,
                List.of(
                        request.first(SaPayload.class).orElseThrow(),
                        request.first(KePayload.class).orElseThrow(),
                        new NoncePayload(Octets.owning(new byte[16]))));
        forgery.inject(Forgery.STRANGER, bob, least);
        peers.run(MOMENT);

        assertThat(bob.engine().halfOpen()).isZero();
        assertThat(forgery.lastOf(bob).octets().length()).isLessThanOrEqualTo(least.length());
        assertThat(withCookie(Forgery.STRANGER, Forgery.clear(least), 1)).isTrue();
    }

    /** CVE-2022-40617: each IKE_AUTH costs a signature check and a question to DNS. */
    @Test
    void anUnauthenticatedNameCausesOnlySoManyQuestions() {
        Simulation simulation = new Simulation(3);
        Host hub = simulation.host("hub", "192.0.2.200", EngineSettings.halfOpen(1000, 1000));
        List<Host> crowd = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            Host host = simulation.host("h" + i, "192.0.2." + i, EngineSettings.halfOpen(1000, 1000));
            host.configure(new ConnectionDraft(host, hub)
                    .pinned(hub.key().verificationKey())
                    .build());
            hub.configure(new ConnectionDraft(hub, host).build());
            crowd.add(host);
        }
        crowd.forEach(h -> h.initiate("hub"));
        simulation.run(Duration.ofMillis(400));

        assertThat(hub.dns().asked()).hasSizeBetween(15, 25);
        assertThat(hub.engine().drops()).containsKey(DropCause.TOO_MANY_CLAIMS);
        simulation.settle();
        simulation.finish();
    }

    /** RFC 8019 section 4.2, for those who have to answer our questions: one zone's servers get no more than so many. */
    @Test
    void strangersOfOneZoneCauseOnlySoManyQuestions() {
        Limits.Shared few = new Limits.Shared(new Limits.Rate(1, 100), new Limits.Rate(1, 3));
        Simulation simulation = new Simulation(4);
        Host hub = simulation.host("hub", "203.0.113.1", EngineSettings.lookups(few));
        for (int i = 1; i <= 6; i++) {
            Host host = simulation.host("h" + i, "192.0.2." + i, EngineSettings.cookiesFrom(50));
            host.configure(new ConnectionDraft(host, hub)
                    .pinned(hub.key().verificationKey())
                    .build());
            hub.configure(new ConnectionDraft(hub, host).build());
            hub.dns().publish(host.fqdn(), Validation.SECURE, host.key().verificationKey());
            host.initiate("hub");
        }
        simulation.run(Duration.ofMillis(400));

        assertThat(hub.dns().asked()).hasSize(3);
        assertThat(hub.engine().drops()).containsKey(DropCause.TOO_MANY_LOOKUPS);
        simulation.run(Duration.ofSeconds(20));
        assertThat(hub.children()).hasSize(6);
        simulation.settle();
        simulation.finish();
    }

    /** RFC 8019 section 5: a peer that may ask does not therefore get all of our time. */
    @Test
    void aPeerThatAsksWithoutEndIsAnsweredOnlySoOften() {
        Limits.Rate twoAtOnce = new Limits.Rate(1, 2);
        Simulation simulation = new Simulation(5);
        Host client = simulation.host("client", "192.0.2.1", EngineSettings.cookiesFrom(50));
        Host server = simulation.host("server", "192.0.2.2", EngineSettings.requests(twoAtOnce, 1 << 30));
        client.configure(new ConnectionDraft(client, server)
                .pinned(server.key().verificationKey())
                .build());
        server.configure(new ConnectionDraft(server, client)
                .pinned(client.key().verificationKey())
                .build());
        client.initiate("server");
        simulation.run(Duration.ofMillis(400));
        for (int i = 0; i < 4; i++) {
            client.rekeyChild("server");
            simulation.run(Duration.ofMillis(50));
        }

        assertThat(server.engine().drops()).containsKey(DropCause.TOO_MANY_REQUESTS);
        simulation.run(Duration.ofMinutes(1));
        assertThat(client.children()).hasSize(1);
        simulation.settle();
        simulation.finish();
    }

    private static Endpoint spoofed(int number) {
        return new Endpoint(IpAddress.parse("10." + number / 256 + "." + number % 256 + ".1"), 500);
    }

    private static Endpoint neighbour(int number) {
        return new Endpoint(IpAddress.parse("198.51.100." + number), 500);
    }

    /** Asks, and asks again with the cookie if one is demanded; whether that made an IKE SA. */
    private boolean withCookie(Endpoint source, IkeMessage request, long spi) {
        forgery.inject(source, bob, Forgery.init(request, spi));
        peers.run(MOMENT);
        if (forgery.sentTo(bob, source) > 0) {
            IkeMessage answer = Forgery.clear(forgery.lastOf(bob).octets());
            answer.notify(NotifyType.COOKIE).ifPresent(cookie -> {
                NotifyPayload shown = NotifyPayload.of(NotifyType.COOKIE, cookie.content());
                forgery.inject(source, bob, Forgery.init(request, spi, shown));
                peers.run(MOMENT);
            });
        }
        return bob.ikeSas().stream().anyMatch(sa -> sa.remoteSpi().value() == spi);
    }

    /** A request of alice's that bob never got; bob takes any address, and alice goes home. */
    private IkeMessage overheard() {
        peers.configure(c -> c, c -> c.fromAnywhere());
        peers.network().drop(d -> true);
        alice.initiate("bob");
        peers.run(MOMENT);
        IkeMessage request = Forgery.clear(
                forgery.sentBy(alice, ExchangeType.IKE_SA_INIT).get(0).octets());
        alice.terminate("bob");
        peers.network().dropNothing();
        return request;
    }
}
