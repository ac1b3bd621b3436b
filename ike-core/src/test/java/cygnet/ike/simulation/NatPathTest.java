package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Input;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of IKE and ESP when a NAT changes its mind (RFC 7296 section 2.23, RFC 3948 section 4). */
class NatPathTest {
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.1");
    private static final IpAddress ELSEWHERE = IpAddress.parse("203.0.113.99");
    private static final Duration MOMENT = Duration.ofMillis(100);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);
    private long nextAnswer = 1000;

    /** Rule R93: with IKE goes ESP, both what is sent and what is expected. */
    @Test
    void espFollowsANatThatChoosesAnotherPort() {
        Nat nat = aliceBehindANat();
        nat.restart();
        alice.rekeyIke("bob");
        peers.settle();

        Endpoint mapped = nat.outward(alice.ikeSa().local());
        assertThat(bob.ikeSa().remote()).isEqualTo(mapped);
        assertThat(bob.child().outbound().encapsulation()).contains(new Encapsulation(4500, mapped.port()));
        assertThat(bob.child().inbound().encapsulation()).contains(new Encapsulation(mapped.port(), 4500));
        assertThat(bob.kernel().sa(bob.child().outbound().id()).orElseThrow().encapsulation())
                .contains(new Encapsulation(4500, mapped.port()));
        assertPacketsPassBothWays();
    }

    /** Rule R93: the kernel tells of the first packet, and nobody needs to say a word. */
    @Test
    void aMappingThatTheKernelSeesChangeIsFollowedWithoutIke() {
        Nat nat = aliceBehindANat();
        nat.restart();
        int spoken = peers.network().sent().size();
        alice.send(bob);
        peers.settle();

        assertThat(bob.ikeSa().remote()).isEqualTo(nat.outward(alice.ikeSa().local()));
        assertPacketsPassBothWays();
        assertThat(peers.network().sent()).hasSize(spoken);
    }

    /** Rules R93 and R94: in transport mode the NAT's address is the peer's, so that selectors and policies move too. */
    @Test
    void aNatThatGetsAnotherAddressIsFollowedWithPoliciesAndSelectors() {
        Nat nat = aliceBehindANat();
        nat.moveTo(ELSEWHERE);
        alice.send(bob);
        peers.settle();

        assertThat(bob.ikeSa().remote().address()).isEqualTo(ELSEWHERE);
        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(ELSEWHERE));
        assertThat(bob.kernel().policies())
                .isNotEmpty()
                .noneMatch(p -> p.selector().toString().contains(OUTSIDE.toString()));
        assertThat(TwoPeers.told(bob, IkeEvent.PathChanged.class)).hasSize(1);
        assertPacketsPassBothWays();
    }

    /** Rule R93: a host that is behind a NAT itself stays with the address that it dialled. */
    @Test
    void theSideBehindTheNatIsNotMoved() {
        aliceBehindANat();
        Endpoint before = alice.ikeSa().remote();
        forgery.inject(Forgery.STRANGER, alice, Forgery.informational(bob, 0));
        alice.handle(new Input.FromKernel(
                new KernelEvent.MappingChanged(alice.child().inbound().id(), Forgery.STRANGER)));
        peers.run(MOMENT);

        assertThat(alice.ikeSa().remote()).isEqualTo(before);
    }

    /** Rule R93: without NAT nobody is moved, whatever the kernel says. */
    @Test
    void withoutANatAMappingMeansNothing() {
        peers.established(c -> c);
        Endpoint before = bob.ikeSa().remote();
        bob.handle(new Input.FromKernel(
                new KernelEvent.MappingChanged(bob.child().inbound().id(), Forgery.STRANGER)));
        peers.run(MOMENT);

        assertThat(bob.ikeSa().remote()).isEqualTo(before);
    }

    @Test
    void aPairThatTheKernelCannotMoveIsReplacedByNone() {
        Nat nat = aliceBehindANat();
        bob.kernel().fail(command -> command instanceof KernelCommand.MoveSa);
        nat.restart();
        alice.send(bob);
        peers.settle();

        assertThat(bob.children()).isEmpty();
        assertThat(alice.children()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
        assertThat(bob.kernel().policies()).isEmpty();
    }

    /** Section 2.8 and rule R93: a rekeying under way and a move at the same time. */
    @Test
    void aRekeyingDuringWhichTheNatMovesEndsWithOnePairAtTheNewPlace() {
        Nat nat = aliceBehindANat();
        bob.rekeyChild("alice");
        peers.run(Duration.ofMillis(3));
        nat.moveTo(ELSEWHERE);
        alice.send(bob);
        peers.settle();

        assertThat(bob.child().remoteSelectors()).containsExactly(TrafficSelector.host(ELSEWHERE));
        assertPacketsPassBothWays();
    }

    /** RFC 3948 section 4: from the side behind the NAT, and only when nothing else goes out. */
    @Test
    void onlyASilentHostBehindANatSendsKeepalives() {
        aliceBehindANat();
        peers.run(Duration.ofSeconds(65));
        assertThat(alice.keepalives()).hasSize(3).allMatch(k -> k.local().port() == 4500);
        assertThat(bob.keepalives()).isEmpty();

        for (int i = 0; i < 6; i++) {
            alice.send(bob);
            peers.run(Duration.ofSeconds(10));
        }
        assertThat(alice.keepalives()).hasSize(3);
    }

    @Test
    void withoutANatThereAreNoKeepalives() {
        peers.established(c -> c);
        peers.run(Duration.ofMinutes(5));

        assertThat(alice.keepalives()).isEmpty();
        assertThat(bob.keepalives()).isEmpty();
    }

    private void assertPacketsPassBothWays() {
        Packet there = alice.send(bob);
        Packet back = Packet.tcp(bob.address(), bob.ikeSa().remote().address(), 7, nextAnswer++);
        bob.kernel().output(back);
        peers.settle();
        assertThat(bob.kernel().delivered()).extracting(Packet::number).contains(there.number());
        assertThat(alice.kernel().delivered()).extracting(Packet::number).contains(back.number());
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    private Nat aliceBehindANat() {
        Nat nat = peers.network().natBefore(alice, OUTSIDE);
        peers.shareSecret()
                .configure(ConnectionDraft::sharedKey, c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        alice.child();
        bob.child();
        assertThat(forgery.sentBy(alice, ExchangeType.IKE_AUTH)).isNotEmpty();
        return nat;
    }
}
