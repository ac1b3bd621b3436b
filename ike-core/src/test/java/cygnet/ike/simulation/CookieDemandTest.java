package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long cookies are demanded (RFC 7296 section 2.6). */
class CookieDemandTest {
    private static final Duration MOMENT = Duration.ofMillis(50);
    /** The usual limit for one site. */
    private static final int MANY_FROM_A_SITE = 5;

    private static final Endpoint NEIGHBOUR_OF_ALICE = new Endpoint(IpAddress.parse("192.0.2.77"), 500);

    /** alice and bob, who takes any address; half-open IKE SAs of others at bob, which end in a tenth of a second. */
    private static TwoPeers shortlyBefore(EngineConfig config, int halfOpen, Endpoint others) {
        TwoPeers peers = new TwoPeers(1, config);
        peers.configure(c -> c, c -> c.fromAnywhere());
        Forgery forgery = new Forgery(peers);
        IkeMessage request = overheard(peers, forgery);
        for (int spi = 1; spi <= halfOpen; spi++) {
            forgery.inject(others, peers.bob(), Forgery.init(request, spi));
        }
        peers.run(Duration.ofMillis(29_900));
        assertThat(peers.bob().engine().halfOpen()).isEqualTo(halfOpen);
        return peers;
    }

    private static IkeMessage overheard(TwoPeers peers, Forgery forgery) {
        peers.network().drop(d -> true);
        peers.alice().initiate("bob");
        peers.run(MOMENT);
        Octets request = forgery.sentBy(peers.alice()).get(0).octets();
        peers.alice().terminate("bob");
        peers.network().dropNothing();
        return Forgery.clear(request);
    }

    /** bob's demand is slow to arrive, and when the copy of alice's request comes he is alone again. */
    private static void aCopyComesWhenAllIsQuiet(TwoPeers peers) {
        peers.network().hold(d -> d.sender() == peers.bob());
        peers.alice().initiate("bob");
        peers.run(Duration.ofSeconds(1));
        assertThat(peers.bob().engine().halfOpen()).isZero();
        peers.network().release();
        peers.settle();
    }

    private static int demands(TwoPeers peers) {
        return TwoPeers.told(peers.bob(), IkeEvent.Refused.class).size();
    }

    /** The answer to the copy would be taken for that to the request with the cookie, which AUTH covers. */
    @Test
    void whoeverWasAskedForACookieIsNotLetInByACopyOfItsRequestWithout() {
        TwoPeers peers = shortlyBefore(EngineSettings.cookiesFrom(1), 1, Forgery.STRANGER);

        aCopyComesWhenAllIsQuiet(peers);

        assertThat(demands(peers)).isEqualTo(2);
        assertThat(peers.alice().children()).hasSize(1);
        assertThat(peers.bob().children()).hasSize(1);
        peers.simulation().finish();
    }

    @Test
    void thisIsSoTooOfWhoeverWasAskedBecauseOfItsSite() {
        TwoPeers peers = shortlyBefore(EngineSettings.cookiesFrom(1_000), MANY_FROM_A_SITE, NEIGHBOUR_OF_ALICE);

        aCopyComesWhenAllIsQuiet(peers);

        assertThat(demands(peers)).isEqualTo(2);
        assertThat(peers.alice().children()).hasSize(1);
        peers.simulation().finish();
    }

    /** They cost a round trip. */
    @Test
    void whenItHasBeenQuietForAWhileNoCookieIsDemanded() {
        TwoPeers peers = shortlyBefore(EngineSettings.cookiesFrom(1), 1, Forgery.STRANGER);
        Forgery forgery = new Forgery(peers);
        IkeMessage request = Forgery.clear(forgery.sentBy(peers.alice()).get(0).octets());
        forgery.inject(NEIGHBOUR_OF_ALICE, peers.bob(), Forgery.init(request, 8));
        peers.run(MOMENT);
        assertThat(demands(peers)).isEqualTo(1);

        peers.run(Duration.ofSeconds(10));
        forgery.inject(NEIGHBOUR_OF_ALICE, peers.bob(), Forgery.init(request, 9));
        peers.run(MOMENT);

        assertThat(demands(peers)).isEqualTo(1);
        assertThat(peers.bob().engine().halfOpen()).isEqualTo(1);
    }

    @Test
    void othersOfAnotherSiteAreNotAskedBecauseOfIt() {
        TwoPeers peers = shortlyBefore(EngineSettings.cookiesFrom(1_000), MANY_FROM_A_SITE, Forgery.STRANGER);
        Forgery forgery = new Forgery(peers);
        IkeMessage request = Forgery.clear(forgery.sentBy(peers.alice()).get(0).octets());
        forgery.inject(Forgery.STRANGER, peers.bob(), Forgery.init(request, 98));
        forgery.inject(NEIGHBOUR_OF_ALICE, peers.bob(), Forgery.init(request, 99));
        peers.run(MOMENT);

        assertThat(demands(peers)).isEqualTo(1);
    }
}
