package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.registry.ExchangeType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rule R91: a host with several addresses answers from the one that was hit. */
class MultihomedTest {
    private static final IpAddress SECOND = IpAddress.parse("198.51.100.2");

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    @BeforeEach
    void giveBobASecondAddress() {
        peers.network().attach(bob, SECOND);
        peers.shareSecret();
    }

    @Test
    void anIkeSaIsWhereItWasBegun() {
        peers.configure(c -> c.sharedKey().at(SECOND), c -> c.sharedKey().fromAnyOwnAddress());
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().local()).isEqualTo(new Endpoint(SECOND, 500));
        assertThat(bob.child().localSelectors()).containsExactly(TrafficSelector.host(SECOND));
        assertThat(forgery.sentBy(bob))
                .isNotEmpty()
                .allMatch(d -> d.source().address().equals(SECOND));
    }

    @Test
    void aRequestToAnotherAddressIsAnsweredFromThereAndMovesNothing() {
        peers.configure(ConnectionDraft::sharedKey, ConnectionDraft::sharedKey);
        alice.initiate("bob");
        peers.settle();
        peers.network().inject(Forgery.ike(alice), new Endpoint(SECOND, 500), Forgery.informational(alice, 2));
        peers.run(Duration.ofMillis(100));

        assertThat(bob.ikeSa().local()).isEqualTo(Forgery.ike(bob));
        assertThat(forgery.sentBy(bob, ExchangeType.INFORMATIONAL))
                .singleElement()
                .satisfies(d -> assertThat(d.source()).isEqualTo(new Endpoint(SECOND, 500)));
    }

    /** Errors without an IKE SA, cookies and refusals as well. */
    @Test
    void whatIsAnsweredWithoutStateComesFromTheAddressThatWasHit() {
        peers.configure(ConnectionDraft::sharedKey, ConnectionDraft::sharedKey);
        alice.initiate("bob");
        peers.settle();
        Octets datagram = Forgery.with(Forgery.informational(alice, 2), 8, 0x55);
        peers.network().inject(Forgery.ike(alice), new Endpoint(SECOND, 500), datagram);
        peers.run(Duration.ofMillis(100));

        assertThat(forgery.lastOf(bob).source()).isEqualTo(new Endpoint(SECOND, 500));
    }
}
