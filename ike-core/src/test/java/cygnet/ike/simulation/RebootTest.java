package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that crash and come back, and those that only pretend to have (RFC 7296 sections 2.4, 2.21.4). */
class RebootTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration NO_TIME = Duration.ofMillis(1);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** The first packet of the one that was away brings both back: two round trips of 10 ms, and DNS. */
    @Test
    void whoeverHasRebootedIsBackWithItsFirstPacket() {
        established();
        bob.restart(true, NO_TIME);
        peers.run(Duration.ofSeconds(1));

        Packet packet = bob.send(alice);
        peers.run(Duration.ofMillis(100));

        assertThat(alice.kernel().delivered()).contains(packet);
        peers.settle();
        assertOnePair();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString())
                .contains("the peer has started anew, says INITIAL_CONTACT on bob[2]");
        Packet back = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).contains(back);
    }

    /** The one that stayed notices with its next liveness check, and needs little more than a second from there. */
    @Test
    void trafficTowardsARebootedPeerIsBackASecondAfterTheNextLivenessCheck() {
        established();
        bob.restart(true, NO_TIME);
        Packet lost = alice.send(bob);
        peers.run(PATIENCE);
        assertThat(bob.kernel().delivered()).doesNotContain(lost);

        peers.run(Duration.ofMillis(1500));
        Packet packet = alice.send(bob);
        peers.run(Duration.ofMillis(50));

        assertThat(bob.kernel().delivered()).contains(packet);
        peers.settle();
        peers.run(Duration.ofSeconds(5));
        assertOnePair();
        assertThat(TwoPeers.told(alice, IkeEvent.PeerDoubted.class)).hasSize(1);
    }

    /** Nor does it take longer when only the daemon of the peer was away. */
    @Test
    void aPeerWhoseDaemonAloneWasKilledIsFoundTheSameWay() {
        established();
        bob.restart(false, Duration.ofSeconds(3));
        alice.send(bob);
        peers.run(PATIENCE.plusMillis(1500));

        Packet packet = alice.send(bob);
        peers.run(Duration.ofMillis(50));

        assertThat(bob.kernel().delivered()).contains(packet);
        peers.run(Duration.ofSeconds(5));
        assertOnePair();
    }

    /** A responder that has forgotten us need not say INITIAL_CONTACT: it does not answer on the old one. */
    @Test
    void anOldIkeSaThatThePeerHasLostGoesWhenANewOneIsThere() {
        peers.configure(
                c -> c.start(StartAction.TRAP).liveness(PATIENCE).unique(Unique.NEVER), c -> c.unique(Unique.NEVER));
        alice.initiate("bob");
        peers.settle();
        bob.restart(true, NO_TIME);

        peers.run(PATIENCE.plusSeconds(5));

        assertOnePair();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString())
                .contains("the peer has lost it; there is bob[2]");
    }

    /** Rule R30: the peer answers, so that whoever wrote this has achieved one small exchange. */
    @Test
    void whoeverPretendsThatAPeerHasLostItsSasOnlyHasItAsked() {
        established();
        IkeSa before = alice.ikeSa();
        peers.run(Duration.ofSeconds(5));
        long asked = requests();

        for (int i = 0; i < 100; i++) {
            forgery.inject(bob, alice, lost(before));
            forgery.inject(bob, alice, lostChild(alice.child().outboundSpi().octets()));
            peers.run(Duration.ofMillis(100));
        }

        assertThat(requests()).isEqualTo(asked + 1);
        assertThat(alice.ikeSa()).isSameAs(before);
        assertThat(alice.events(IkeEvent.PeerDoubted.class)).hasSize(1);
    }

    @Test
    void anUnprotectedInvalidSpiHasThePeerAskedToo() {
        established();
        peers.run(Duration.ofSeconds(5));
        long asked = requests();

        forgery.inject(bob, alice, lostChild(Octets.ofInt(0x12345678)));
        forgery.inject(
                Forgery.STRANGER, alice, lostChild(alice.child().outboundSpi().octets()));
        peers.run(Duration.ofSeconds(1));
        assertThat(requests()).isEqualTo(asked);

        forgery.inject(bob, alice, lostChild(alice.child().outboundSpi().octets()));
        peers.run(Duration.ofSeconds(3));
        assertThat(requests()).isEqualTo(asked + 1);
        assertOnePair();
    }

    /** RFC 7296 section 1.5: said under the protection of the IKE SA, it is believed. */
    @Test
    void aPeerThatSaysThatItCannotReadAChildSaGetsAnother() {
        established();
        ChildSa before = alice.child();
        NotifyPayload unreadable =
                NotifyPayload.of(NotifyType.INVALID_SPI, before.outboundSpi().octets());

        forgery.inject(bob, alice, Forgery.informational(bob, 0, unreadable));
        peers.run(Duration.ofSeconds(3));

        assertThat(alice.child().replaces()).contains(before.inboundSpi());
        assertOnePair();
    }

    @Test
    void nobodyWhoKnowsOneSpiOnlyIsListenedTo() {
        established();
        peers.run(Duration.ofSeconds(5));
        long asked = requests();
        IkeSa sa = alice.ikeSa();

        forgery.inject(bob, alice, invalidIkeSpi(sa.spis().initiator(), new IkeSpi(7)));
        forgery.inject(bob, alice, invalidIkeSpi(new IkeSpi(7), sa.spis().responder()));
        forgery.inject(Forgery.STRANGER, alice, lost(sa));
        peers.run(Duration.ofSeconds(3));

        assertThat(requests()).isEqualTo(asked);
    }

    @Test
    void twoThatRebootAtTheSameTimeFindEachOtherAgain() {
        established();
        alice.restart(true, NO_TIME);
        bob.restart(true, Duration.ofSeconds(1));
        peers.run(Duration.ofSeconds(2));

        Packet packet = alice.send(bob);
        Packet back = bob.send(alice);
        peers.run(Duration.ofSeconds(15));
        peers.settle();

        assertThat(bob.kernel().delivered()).contains(packet);
        assertThat(alice.kernel().delivered()).contains(back);
        assertOnePair();
    }

    private void established() {
        peers.established(c -> c.start(StartAction.TRAP).liveness(PATIENCE));
    }

    private Octets lost(IkeSa sa) {
        return invalidIkeSpi(sa.spis().initiator(), sa.spis().responder());
    }

    private static Octets invalidIkeSpi(IkeSpi initiator, IkeSpi responder) {
        IkeHeader header = IkeHeader.of(initiator, responder, ExchangeType.INFORMATIONAL, false, true, 2);
        return MessageCodec.encode(new IkeMessage(header, List.of(NotifyPayload.of(NotifyType.INVALID_IKE_SPI))));
    }

    private static Octets lostChild(Octets spi) {
        IkeHeader header =
                IkeHeader.of(new IkeSpi(0x1234), new IkeSpi(0x5678), ExchangeType.INFORMATIONAL, true, false, 0);
        return MessageCodec.encode(new IkeMessage(header, List.of(NotifyPayload.of(NotifyType.INVALID_SPI, spi))));
    }

    private long requests() {
        return peers.ladder().stream()
                .filter(rung -> rung.startsWith("alice > INFORMATIONAL request"))
                .count();
    }

    private void assertOnePair() {
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
        assertThat(alice.ikeSa().spis()).isEqualTo(bob.ikeSa().spis());
    }
}
