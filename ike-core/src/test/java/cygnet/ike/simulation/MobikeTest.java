package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.policy.StartAction;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.NatStatus;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MOBIKE (RFC 4555): hosts that get other addresses. */
class MobikeTest {
    private static final IpAddress NEW = IpAddress.parse("192.0.2.77");
    private static final IpAddress NEWER = IpAddress.parse("192.0.2.78");
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.1");
    private static final Duration MOMENT = Duration.ofMillis(200);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    /** Rule R95: announced by both, and port 4500 from IKE_AUTH on although there is no NAT. */
    @Test
    void bothAnnounceItAndMoveToPort4500() {
        established(c -> c);

        assertThat(alice.ikeSa().mobike()).isTrue();
        assertThat(bob.ikeSa().mobike()).isTrue();
        assertThat(alice.ikeSa().mobikeInitiator()).isTrue();
        assertThat(bob.ikeSa().mobikeInitiator()).isFalse();
        assertThat(bob.ikeSa().remote()).isEqualTo(new Endpoint(alice.address(), 4500));
        assertThat(alice.ikeSa().nat()).isEqualTo(NatStatus.NONE);
        assertThat(alice.child().inbound().encapsulation()).isEmpty();
    }

    /** Rule R95: a peer that does not want it gets an ordinary IKE SA. */
    @Test
    void whereOneSideDoesNotWantItNobodyDoesIt() {
        peers.shareSecret().configure(c -> c.sharedKey().mobike(), ConnectionDraft::sharedKey);
        alice.route(bob.address());
        alice.configure();
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.ikeSa().mobike()).isFalse();
        assertThat(bob.ikeSa().mobike()).isFalse();
    }

    /** Rules R95 and R96: the initiator moves, with its Child SA. */
    @Test
    void anInitiatorThatGetsAnotherAddressTakesItsSasAlong() {
        established(c -> c);
        alice.moveTo(NEW, bob.address());
        peers.settle();

        assertThat(bob.ikeSa().remote()).isEqualTo(new Endpoint(NEW, 4500));
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(NEW));
        assertThat(alice.child().localSelectors()).containsExactly(TrafficSelector.host(NEW));
        assertNothingIsLeftOf("192.0.2.1/32");
        assertPacketsPassBothWays();
        assertThat(peers.ladder())
                .anyMatch(m -> m.startsWith("alice > INFORMATIONAL request 2 [ N(UPDATE_SA_ADDRESSES)"))
                .anyMatch(m -> m.equals("bob > INFORMATIONAL request 0 [ N(COOKIE2) ]"))
                .anyMatch(m -> m.equals("alice > INFORMATIONAL response 0 [ N(COOKIE2) ]"));
    }

    /** Section 3.6: the responder says that it has moved, and the initiator draws the consequence. */
    @Test
    void aResponderThatGetsAnotherAddressIsFollowed() {
        established(c -> c);
        bob.moveTo(NEW, alice.address());
        peers.settle();

        assertThat(alice.ikeSa().remote()).isEqualTo(new Endpoint(NEW, 4500));
        assertThat(alice.child().remoteSelectors()).containsExactly(TrafficSelector.host(NEW));
        assertPacketsPassBothWays();
        assertThat(peers.ladder())
                .anyMatch(m -> m.equals("bob > INFORMATIONAL request 0 [ N(NO_ADDITIONAL_ADDRESSES) ]"))
                .anyMatch(m -> m.startsWith("alice > INFORMATIONAL request 2 [ N(UPDATE_SA_ADDRESSES)"));
    }

    /** Rule R95: who decides is not changed by rekeying the IKE SA. */
    @Test
    void afterTheResponderHasRekeyedTheIkeSaTheInitiatorStillDecides() {
        established(c -> c);
        bob.rekeyIke("alice");
        peers.settle();
        assertThat(alice.ikeSa().originalInitiator()).isFalse();
        assertThat(alice.ikeSa().mobikeInitiator()).isTrue();
        alice.moveTo(NEW, bob.address());
        peers.settle();

        assertThat(bob.ikeSa().remote().address()).isEqualTo(NEW);
        assertPacketsPassBothWays();
    }

    /** The peer rekeys the IKE SA and learns only on the old one that we have moved: the new one is told as well. */
    @Test
    void aMoveThatCrossesTheRekeyingOfTheIkeSaIsToldOnTheNewOne() {
        established(c -> c);
        peers.network()
                .hold(d -> d.sender() == alice
                        && d.header()
                                .filter(h -> h.exchange().equals(ExchangeType.INFORMATIONAL) && !h.response())
                                .isPresent());
        alice.cryptoDelay(MOMENT);
        bob.rekeyIke("alice");
        peers.run(MOMENT.dividedBy(2));
        alice.moveTo(NEW, bob.address());
        peers.run(MOMENT);
        assertThat(bob.ikeSas()).hasSize(2);

        peers.network().release();
        peers.settle();

        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(bob.ikeSa().remote()).isEqualTo(new Endpoint(NEW, 4500));
        assertNothingIsLeftOf("192.0.2.1/32");
        assertPacketsPassBothWays();
    }

    /** We rekey the IKE SA, and move before the answer is there: the new one says so. */
    @Test
    void aMoveDuringOurOwnRekeyingOfTheIkeSaIsTold() {
        established(c -> c);
        peers.network().hold(d -> d.sender() == alice);
        alice.rekeyIke("bob");
        peers.run(MOMENT.dividedBy(2));
        alice.moveTo(NEW, bob.address());
        peers.run(MOMENT.dividedBy(2));
        peers.network().release();
        peers.run(MOMENT.multipliedBy(5));

        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(bob.ikeSa().remote()).isEqualTo(new Endpoint(NEW, 4500));
        assertNothingIsLeftOf("192.0.2.1/32");
        assertPacketsPassBothWays();
    }

    /** What the kernel is being told is for the old address, and the SPI may be from yet another one. */
    @Test
    void aMoveWhileTheKernelInstallsAChildSaTakesThatAlong() {
        for (boolean back : new boolean[] {false, true}) {
            TwoPeers.tell(back ? 2 : 1, two -> {
                established(two, c -> c);
                Host mover = two.alice();
                mover.kernelDelay(MOMENT);
                two.bob().rekeyChild("alice");
                two.run(MOMENT.dividedBy(2));
                if (back) {
                    mover.moveTo(NEW, two.bob().address());
                }
                two.run(MOMENT);
                mover.moveTo(
                        back ? IpAddress.parse("192.0.2.1") : NEW, two.bob().address());
                two.run(MOMENT.multipliedBy(20));

                assertThat(mover.events(IkeEvent.KernelTrouble.class)).isEmpty();
                assertThat(mover.children()).hasSize(1);
                assertThat(mover.child().outboundSpi())
                        .isEqualTo(two.bob().child().inboundSpi());
            });
        }
    }

    /** Rule R96: a further move while the first is being told is told as well. */
    @Test
    void whoeverMovesTwiceEndsWhereItIs() {
        established(c -> c);
        alice.moveTo(NEW, bob.address());
        peers.run(Duration.ofMillis(2));
        alice.moveTo(NEWER, bob.address());
        peers.settle();

        assertThat(bob.ikeSa().remote().address()).isEqualTo(NEWER);
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(NEWER));
        assertPacketsPassBothWays();
    }

    /** Rule R95: "keep message ID on path change": what is under way goes on from the new address. */
    @Test
    void aRequestUnderWayIsRepeatedFromTheNewAddress() {
        established(c -> c);
        alice.rekeyChild("bob");
        peers.run(Duration.ofMillis(2));
        alice.moveTo(NEW, bob.address());
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(bob.ikeSa().remote().address()).isEqualTo(NEW);
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(NEW));
        assertPacketsPassBothWays();
    }

    /** The policies that wait for packets move too, so that nothing leaves in clear from the new address. */
    @Test
    void trapsFollowTheAddress() {
        established(c -> c.start(StartAction.TRAP));
        alice.moveTo(NEW, bob.address());
        peers.run(Duration.ofMillis(2));
        alice.send(bob);
        peers.settle();

        PolicySelector expected = PolicySelector.between(IpNetwork.host(NEW), IpNetwork.host(bob.address()));
        assertThat(alice.engine().traps()).extracting(t -> t.selector()).containsExactly(expected);
        assertNothingIsLeftOf("192.0.2.1/32");
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.children()).hasSize(1);
    }

    /** A cable that is pulled and put in again: the policies that wait for packets have never been away. */
    @Test
    void trapsStayWhileThereIsNoAddress() {
        established(c -> c.start(StartAction.TRAP));
        alice.unplug();
        peers.run(Duration.ofMinutes(5));
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(alice.engine().traps()).hasSize(1);
        alice.moveTo(alice.address(), bob.address());
        alice.send(bob);
        peers.run(Duration.ofSeconds(10));

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.children()).hasSize(1);
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(10));
    }

    /** An address that is gone for good leaves nothing behind. */
    @Test
    void aHostWithoutAddressGivesUpAfterAMinute() {
        established(c -> c);
        alice.unplug();
        peers.run(Duration.ofSeconds(59));
        assertThat(alice.ikeSas()).hasSize(1);
        peers.run(Duration.ofSeconds(2));

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(alice.kernel().policies()).isEmpty();
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(10));
    }

    @Test
    void anAddressThatComesBackInTimeChangesNothing() {
        established(c -> c);
        alice.unplug();
        peers.run(Duration.ofSeconds(30));
        alice.moveTo(alice.address(), bob.address());
        peers.run(Duration.ofMinutes(2));

        assertPacketsPassBothWays();
        assertThat(peers.ladder()).noneMatch(m -> m.contains("UPDATE_SA_ADDRESSES"));
    }

    /** {@code mobike = no}: the SAs end with their address, and are made anew from the next one. */
    @Test
    void withoutMobikeTheSasEndWithTheAddress() {
        peers.shareSecret();
        UnaryOperator<ConnectionDraft> plain = c -> c.sharedKey().fromAnyOwnAddress();
        bob.configure(
                plain.apply(new ConnectionDraft(bob, alice)).fromAnywhere().build());
        alice.route(bob.address());
        alice.configure(plain.apply(new ConnectionDraft(alice, bob))
                .start(StartAction.START)
                .build());
        peers.settle();
        alice.moveTo(NEW, bob.address());
        peers.run(Duration.ofSeconds(5));

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .anyMatch(line -> line.contains("our address 192.0.2.1 is gone"));
        assertThat(alice.child().localSelectors()).containsExactly(TrafficSelector.host(NEW));
        assertNothingIsLeftOf("192.0.2.1/32", alice);
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(10));
    }

    /** Rule R96: COOKIE2 that comes back changed ends the IKE SA. */
    @Test
    void anotherCookieThanTheOneSentEndsTheIkeSa() {
        established(c -> c);
        peers.network().drop(d -> d.sender() == bob);
        alice.moveTo(NEW, bob.address());
        peers.run(MOMENT);
        Octets forged = Forgery.sealed(
                bob,
                ExchangeType.INFORMATIONAL,
                true,
                2,
                NotifyPayload.of(NotifyType.COOKIE2, Octets.owning(new byte[16])));
        peers.network().dropNothing();
        peers.network().inject(new Endpoint(bob.address(), 4500), new Endpoint(NEW, 4500), forged);
        peers.run(Duration.ofMinutes(10));

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .anyMatch(line -> line.contains("the peer gives back another COOKIE2"));
    }

    /** Rule R96: whoever cannot be reached where it says it is gets no packet of ESP there. */
    @Test
    void childSasMoveOnlyWhenThePeerHasShownThatItIsThere() {
        established(c -> c);
        IpAddress before = alice.address();
        peers.network()
                .drop(Forgery.by(bob, ExchangeType.INFORMATIONAL)
                        .and(d -> !d.header().orElseThrow().response()));
        alice.moveTo(NEW, bob.address());
        peers.run(Duration.ofSeconds(3));

        assertThat(bob.ikeSa().remote().address()).isEqualTo(NEW);
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(before));
        peers.network().dropNothing();
        peers.settle();
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(NEW));
    }

    /** Rule R96, section 3.9: a NAT that the peer forbids is refused, and moves nothing. */
    @Test
    void aForbiddenNatIsTold() {
        established(c -> c);
        NotifyPayload wrong = NotifyPayload.of(NotifyType.NO_NATS_ALLOWED, Octets.owning(new byte[12]));
        Octets update = Forgery.informational(alice, 2, NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES), wrong);
        peers.network().inject(new Endpoint(NEW, 4500), new Endpoint(bob.address(), 4500), update);
        peers.run(MOMENT);

        assertThat(bob.ikeSa().remote().address()).isEqualTo(alice.address());
        assertThat(peers.ladder())
                .anyMatch(m -> m.equals("bob > INFORMATIONAL response 2 [ N(UNEXPECTED_NAT_DETECTED) ]"));
    }

    /** Rule R95: only whoever began may say where the SAs go. */
    @Test
    void aResponderCannotMoveTheInitiator() {
        established(c -> c);
        Octets update = Forgery.informational(bob, 0, NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES));
        peers.network().inject(new Endpoint(NEW, 4500), new Endpoint(alice.address(), 4500), update);
        peers.run(MOMENT);

        assertThat(alice.ikeSa().remote().address()).isEqualTo(bob.address());
        assertThat(peers.ladder())
                .anyMatch(m -> m.equals("alice > INFORMATIONAL response 0 [ N(UNACCEPTABLE_ADDRESSES) ]"));
    }

    /** An address that the configuration does not allow, or that is another peer's, is not to be had by moving. */
    @Test
    void aMoveToAnAddressThatIsNotAllowedEndsTheIkeSa() {
        peers.shareSecret();
        bob.configure(new ConnectionDraft(bob, alice)
                .sharedKey()
                .mobike()
                .at(alice.address())
                .build());
        alice.route(bob.address());
        alice.configure(new ConnectionDraft(alice, bob).sharedKey().mobike().build());
        alice.initiate("bob");
        peers.settle();
        alice.moveTo(NEW, bob.address());
        peers.settle();

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .anyMatch(line -> line.contains("UNACCEPTABLE_ADDRESSES"));
        assertThat(bob.ikeSas()).isEmpty();
    }

    /** Rule R93: with MOBIKE, only UPDATE_SA_ADDRESSES moves IKE. */
    @Test
    void withMobikeAnAuthenticMessageFromElsewhereMovesNothing() {
        Nat nat = peers.network().natBefore(alice, OUTSIDE);
        established(c -> c);
        Endpoint before = bob.ikeSa().remote();
        nat.restart();
        alice.rekeyChild("bob");
        peers.settle();

        assertThat(bob.ikeSa().remote()).isEqualTo(before);
    }

    /** Section 3.8: a host behind a NAT finds out that it is seen elsewhere, and says so. */
    @Test
    void aNatThatForgetsItsMappingsIsNoticedByTheLivenessCheck() {
        Nat nat = peers.network().natBefore(alice, OUTSIDE);
        established(c -> c.liveness(Duration.ofSeconds(30)));
        nat.restart();
        peers.run(Duration.ofSeconds(65));

        assertThat(bob.ikeSa().remote()).isEqualTo(nat.outward(alice.ikeSa().local()));
    }

    /** From a network without NAT into one with: ESP goes in UDP from then on. */
    @Test
    void whoeverMovesBehindANatGetsEspInUdp() {
        established(c -> c);
        assertThat(alice.child().inbound().encapsulation()).isEmpty();
        Nat nat = peers.network().natBefore(alice, OUTSIDE);
        nat.add(NEW);
        alice.moveTo(NEW, bob.address());
        peers.settle();

        assertThat(alice.ikeSa().nat()).isEqualTo(new NatStatus(true, false));
        assertThat(bob.ikeSa().nat()).isEqualTo(new NatStatus(false, true));
        assertThat(alice.child().outbound().encapsulation()).isPresent();
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(OUTSIDE));
        assertPacketsPassBothWays();
    }

    private void established(UnaryOperator<ConnectionDraft> both) {
        established(peers, both);
    }

    private static void established(TwoPeers peers, UnaryOperator<ConnectionDraft> both) {
        Host alice = peers.alice();
        Host bob = peers.bob();
        peers.shareSecret();
        bob.route(alice.address());
        alice.route(bob.address());
        bob.configure(
                both.apply(new ConnectionDraft(bob, alice).sharedKey().mobike().fromAnywhere())
                        .build());
        alice.configure(
                both.apply(new ConnectionDraft(alice, bob).sharedKey().mobike().andIn(IpNetwork.parse("192.0.2.76/30")))
                        .build());
        alice.initiate("bob");
        peers.settle();
        alice.child();
        bob.child();
    }

    private void assertNothingIsLeftOf(String network) {
        assertNothingIsLeftOf(network, alice);
        assertNothingIsLeftOf(network, bob);
    }

    private static void assertNothingIsLeftOf(String network, Host host) {
        assertThat(host.kernel().policies())
                .isNotEmpty()
                .noneMatch(p -> p.selector().toString().contains(network));
    }

    private void assertPacketsPassBothWays() {
        Packet there = Packet.tcp(alice.address(), alice.ikeSa().remote().address(), 7, 901);
        Packet back = Packet.tcp(bob.address(), bob.ikeSa().remote().address(), 7, 902);
        alice.kernel().output(there);
        bob.kernel().output(back);
        peers.settle();
        assertThat(bob.kernel().delivered()).extracting(Packet::number).contains(901L);
        assertThat(alice.kernel().delivered()).extracting(Packet::number).contains(902L);
        assertThat(peers.network().clearPackets()).isEmpty();
    }
}
