package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.NatDetection;
import cygnet.ike.sa.NatStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NAT traversal (RFC 7296 sections 2.11, 2.23, 2.23.1). */
class NatTest {
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.1");
    private static final IpAddress OUTSIDE_OF_BOB = IpAddress.parse("203.0.113.2");
    private static final Duration MOMENT = Duration.ofMillis(100);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rules R90, R91 and R94: detected, moved to port 4500, and selectors with the address that each side sees. */
    @Test
    void aHostBehindANatHasATransportModeSaWithoutOneKnowingTheOthersView() {
        Nat nat = aliceBehindANat();

        assertThat(alice.ikeSa().nat()).isEqualTo(new NatStatus(true, false));
        assertThat(bob.ikeSa().nat()).isEqualTo(new NatStatus(false, true));
        assertThat(alice.ikeSa().local()).isEqualTo(new Endpoint(alice.address(), 4500));
        Endpoint mapped = nat.outward(alice.ikeSa().local());
        assertThat(bob.ikeSa().remote()).isEqualTo(mapped);
        assertThat(bob.ikeSa().local()).isEqualTo(new Endpoint(bob.address(), 4500));
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(OUTSIDE));
        assertThat(alice.child().localSelectors()).containsExactly(TrafficSelector.host(alice.address()));
        assertThat(bob.child().outbound().encapsulation()).contains(new Encapsulation(4500, mapped.port()));
    }

    @Test
    void packetsPassTheNatInBothDirections() {
        aliceBehindANat();
        Packet there = alice.send(bob);
        peers.settle();
        Packet back = Packet.tcp(bob.address(), OUTSIDE, 7, 99);
        bob.kernel().output(back);
        peers.settle();

        assertThat(bob.kernel().delivered()).extracting(Packet::number).containsExactly(there.number());
        assertThat(alice.kernel().delivered()).extracting(Packet::number).containsExactly(99L);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    /** Rule R94, the other way round: the responder is behind the NAT, which lets the ports of IKE through. */
    @Test
    void aResponderBehindANatIsReachedAtTheAddressOfTheNat() {
        Nat nat = peers.network().natBefore(bob, OUTSIDE);
        nat.forward(500);
        nat.forward(4500);
        peers.shareSecret().configure(c -> c.sharedKey().at(OUTSIDE), ConnectionDraft::sharedKey);
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().nat()).isEqualTo(new NatStatus(true, false));
        assertThat(bob.child().localSelectors()).containsExactly(TrafficSelector.host(bob.address()));
        assertThat(alice.child().remoteSelectors()).containsExactly(TrafficSelector.host(OUTSIDE));
        Packet packet = Packet.tcp(alice.address(), OUTSIDE, 7, 5);
        alice.kernel().output(packet);
        peers.settle();
        assertThat(bob.kernel().delivered()).extracting(Packet::number).containsExactly(5L);
    }

    /** Rule R94: the picture of section 2.23.1, a NAT on either side; each sees addresses of its own. */
    @Test
    void withANatOnEitherSideEachHasTheAddressesThatItSees() {
        peers.network().natBefore(alice, OUTSIDE);
        Nat before = peers.network().natBefore(bob, OUTSIDE_OF_BOB);
        before.forward(500);
        before.forward(4500);
        peers.shareSecret()
                .configure(
                        c -> c.sharedKey().at(OUTSIDE_OF_BOB),
                        c -> c.sharedKey().at(OUTSIDE));
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.ikeSa().nat()).isEqualTo(new NatStatus(true, true));
        assertThat(alice.child().localSelectors()).containsExactly(TrafficSelector.host(alice.address()));
        assertThat(alice.child().remoteSelectors()).containsExactly(TrafficSelector.host(OUTSIDE_OF_BOB));
        assertThat(bob.child().localSelectors()).containsExactly(TrafficSelector.host(bob.address()));
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(OUTSIDE));
        alice.kernel().output(Packet.tcp(alice.address(), OUTSIDE_OF_BOB, 7, 5));
        bob.kernel().output(Packet.tcp(bob.address(), OUTSIDE, 7, 6));
        peers.settle();
        assertThat(bob.kernel().delivered()).extracting(Packet::number).containsExactly(5L);
        assertThat(alice.kernel().delivered()).extracting(Packet::number).containsExactly(6L);
    }

    /** Rule R94: ports survive the substitution of addresses, also of several selectors. */
    @Test
    void portsOfSelectorsStayWhatTheyAreBehindANat() {
        peers.network().natBefore(alice, OUTSIDE);
        TrafficSelector web = TrafficSelector.host(alice.address()).withProtocol(6, 80, 80);
        peers.shareSecret()
                .configure(
                        c -> c.sharedKey().selectors(web, TrafficSelector.host(bob.address())),
                        c -> c.sharedKey().at(OUTSIDE));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.child().remoteSelectors())
                .containsExactly(TrafficSelector.host(OUTSIDE).withProtocol(6, 80, 80));
        assertThat(alice.child().localSelectors()).containsExactly(web);
    }

    /** Rule R94: "The TSi entries MUST have exactly one IP address"; more than that names hosts behind the NAT. */
    @Test
    void aPeerBehindANatThatAsksForMoreThanOneAddressIsRefused() {
        peers.network().natBefore(alice, OUTSIDE);
        TrafficSelector all = TrafficSelector.network(IpNetwork.parse("192.0.2.0/24"));
        peers.shareSecret()
                .configure(
                        c -> c.sharedKey().selectors(all, TrafficSelector.host(bob.address())),
                        c -> c.sharedKey().at(OUTSIDE));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .anyMatch(line -> line.contains("TS_UNACCEPTABLE"));
    }

    /** Rule R91: IKE_SA_INIT from port 500, everything after it from port 4500. */
    @Test
    void theInitiatorMovesToPort4500WithIkeAuth() {
        aliceBehindANat();

        assertThat(forgery.sentBy(alice, ExchangeType.IKE_SA_INIT))
                .allMatch(d -> d.source().port() == 500 && d.destination().port() == 500);
        assertThat(forgery.sentBy(alice, ExchangeType.IKE_AUTH))
                .isNotEmpty()
                .allMatch(d -> d.source().port() == 4500 && d.destination().port() == 4500);
    }

    @Test
    void withoutANatNothingMoves() {
        peers.established(c -> c);

        assertThat(alice.ikeSa().nat()).isEqualTo(NatStatus.NONE);
        assertThat(peers.network().sent()).allMatch(d -> d.source().port() == 500);
        assertThat(alice.child().inbound().encapsulation()).isEmpty();
    }

    /** Rule R93. */
    @Test
    void aNatThatChoosesAnotherPortIsFollowedOnTheNextAuthenticRequest() {
        Nat nat = aliceBehindANat();
        Endpoint before = bob.ikeSa().remote();
        nat.restart();
        alice.rekeyChild("bob");
        peers.settle();

        assertThat(bob.ikeSa().remote())
                .isNotEqualTo(before)
                .isEqualTo(nat.outward(alice.ikeSa().local()));
        bob.rekeyChild("alice");
        peers.settle();
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R93: neither what is not authentic nor what has been overheard moves anything. */
    @Test
    void nobodyElseCanMoveAPeer() {
        aliceBehindANat();
        Endpoint before = bob.ikeSa().remote();
        Octets overheard = forgery.lastOf(alice).octets();
        Octets forged = Forgery.informational(alice, 2);
        forgery.inject(Forgery.STRANGER, bob, overheard);
        forgery.inject(Forgery.STRANGER, bob, Forgery.with(forged, forged.length() - 1, 0));
        forgery.inject(Forgery.STRANGER, bob, Forgery.unprotected(alice, ExchangeType.INFORMATIONAL, false, 2));
        forgery.inject(Forgery.STRANGER, bob, Forgery.informational(alice, 7));
        peers.run(MOMENT);

        assertThat(bob.ikeSa().remote()).isEqualTo(before);
    }

    /** Rule R93: only a peer behind a NAT moves like that. */
    @Test
    void aPeerWithoutNatIsNotMovedByAnAuthenticMessageFromElsewhere() {
        peers.established(c -> c);
        forgery.inject(Forgery.STRANGER, bob, Forgery.informational(alice, 2));
        peers.run(MOMENT);

        assertThat(bob.ikeSa().remote()).isEqualTo(Forgery.ike(alice));
        // Rule R91 and section 2.11: the answer goes to where the request came from.
        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isEqualTo(1);
    }

    /** Rule R90. */
    @Test
    void oneOfSeveralSourcesIsEnoughAndNoneIsNoTraversal() {
        Endpoint here = Forgery.ike(bob);
        Endpoint there = Forgery.ike(alice);
        IkeHeader header = IkeHeader.of(new IkeSpi(1), IkeSpi.ZERO, ExchangeType.IKE_SA_INIT, true, false, 0);
        List<NotifyPayload> honest =
                NatDetection.notifies(header.initiatorSpi(), IkeSpi.ZERO, there, here, Octets.empty());
        NotifyPayload otherAddress = NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP, Octets.owning(new byte[20]));

        assertThat(detect(header, honest)).isEqualTo(NatStatus.NONE);
        assertThat(detect(header, List.of(otherAddress, honest.get(0), honest.get(1))))
                .isEqualTo(NatStatus.NONE);
        assertThat(detect(header, List.of(otherAddress, honest.get(1)))).isEqualTo(new NatStatus(false, true));
        assertThat(detect(header, List.of())).isEqualTo(NatStatus.NONE);
        assertThat(NatDetection.detect(
                        new IkeMessage(header, new ArrayList<Payload>(honest)), here.withPort(501), there))
                .isEqualTo(new NatStatus(true, false));
    }

    private NatStatus detect(IkeHeader header, List<NotifyPayload> notifies) {
        List<Payload> payloads = new ArrayList<>(notifies);
        return NatDetection.detect(new IkeMessage(header, payloads), Forgery.ike(bob), Forgery.ike(alice));
    }

    private Nat aliceBehindANat() {
        Nat nat = peers.network().natBefore(alice, OUTSIDE);
        peers.shareSecret()
                .configure(ConnectionDraft::sharedKey, c -> c.sharedKey().at(OUTSIDE));
        alice.initiate("bob");
        peers.settle();
        alice.child();
        bob.child();
        return nat;
    }
}
