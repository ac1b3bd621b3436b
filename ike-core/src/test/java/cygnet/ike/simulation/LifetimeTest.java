package cygnet.ike.simulation;

import static cygnet.ike.registry.ExchangeType.CREATE_CHILD_SA;
import static cygnet.ike.registry.ExchangeType.INFORMATIONAL;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Idleness;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Volume;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ends SAs beside their age, and what becomes of them when the peer does not play along (RFC 7296 sections 2.8, 2.25). */
class LifetimeTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    @Test
    void aChildSaIsRekeyedAfterSoManyPacketsWithoutLosingOne() {
        peers.configure(c -> c.packets(new Volume(100, 200, 20)), c -> c);
        alice.initiate("bob");
        peers.settle();
        Traffic traffic = Traffic.between(peers);
        peers.run(Duration.ofSeconds(2));

        traffic.stopAndFindAll();
        assertThat(alice.events(IkeEvent.ChildSaInstalled.class)).hasSizeBetween(4, 8);
    }

    @Test
    void aChildSaIsRekeyedAfterSoManyOctetsOnBothSides() {
        peers.established(
                c -> c.octets(new Volume(100L * FakeKernel.PACKET_OCTETS, 0, 50L * FakeKernel.PACKET_OCTETS)));
        Traffic traffic = Traffic.between(peers);
        peers.run(Duration.ofSeconds(2));

        traffic.stopAndFindAll();
        assertThat(alice.events(IkeEvent.ChildSaInstalled.class)).hasSizeGreaterThan(3);
        alice.child();
        bob.child();
    }

    @Test
    void jitterSpreadsTheVolumeAtWhichAChildSaIsRekeyed() {
        Set<Long> limits = new HashSet<>();
        for (int seed = 1; seed <= 5; seed++) {
            TwoPeers two = new TwoPeers(seed, EngineConfig.DEFAULT);
            two.established(c -> c.octets(new Volume(1_000_000, 2_000_000, 500_000)));
            limits.add(two.alice().child().outbound().limits().softOctets());
            assertThat(two.alice().child().outbound().limits().hardOctets()).isEqualTo(2_000_000);
            two.simulation().finish();
        }
        assertThat(limits).hasSize(5).allSatisfy(l -> assertThat(l).isBetween(500_000L, 1_000_000L));
    }

    /** Where no rekeying is asked for, there is nothing but the end, on both sides. */
    @Test
    void atTheHardLimitAChildSaEnds() {
        peers.configure(c -> c.packets(new Volume(0, 10, 0)), c -> c);
        alice.initiate("bob");
        peers.settle();
        for (int i = 0; i < 10; i++) {
            alice.send(bob);
        }
        peers.settle();

        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(bob.kernel().delivered()).hasSize(10);
    }

    @Test
    void aChildSaThatCarriesNothingEnds() {
        peers.configure(c -> c.start(StartAction.TRAP).idleness(Idleness.after(Duration.ofMinutes(1))), c -> c);
        peers.settle();
        alice.send(bob);
        for (int i = 0; i < 10; i++) {
            peers.run(Duration.ofSeconds(50));
            bob.send(alice);
        }
        assertThat(alice.children()).hasSize(1);

        peers.run(Duration.ofSeconds(70));
        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.ChildSaRemoved.class).toString())
                .contains("nothing was sent for 6");

        Packet packet = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).contains(packet);
    }

    /** What was used once goes after a minute; what is used again and again is looked at every ten. */
    @Test
    void whatIsLookedAtNowAndThenEndsWhenItWasNotUsedLately() {
        peers.configure(c -> c.start(StartAction.TRAP).idleness(Idleness.ADAPTIVE), c -> c);
        peers.settle();
        alice.send(bob);
        peers.run(Duration.ofSeconds(59));
        assertThat(alice.children()).hasSize(1);
        peers.run(Duration.ofSeconds(2));
        assertThat(alice.children()).isEmpty();
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(bob.children()).isEmpty();

        peers.run(Duration.ofMinutes(20));
        alice.send(bob);
        peers.run(Duration.ofSeconds(50));
        alice.send(bob);
        peers.run(Duration.ofMinutes(9));
        alice.send(bob);
        peers.run(Duration.ofMinutes(2));
        assertThat(alice.children()).hasSize(1);
        peers.run(Duration.ofMinutes(10));
        assertThat(alice.children()).isEmpty();
    }

    @Test
    void whoeverIsBackSoonLivesTenMinutesLonger() {
        peers.configure(c -> c.start(StartAction.TRAP).idleness(Idleness.ADAPTIVE), c -> c);
        peers.settle();
        alice.send(bob);
        peers.run(Duration.ofMinutes(5));
        assertThat(alice.children()).isEmpty();
        alice.send(bob);
        peers.run(Duration.ofMinutes(10));
        assertThat(alice.children()).hasSize(1);
        peers.run(Duration.ofMinutes(2));
        assertThat(alice.children()).isEmpty();
    }

    @Test
    void anIkeSaOutlivesItsLastChildSaForAWhile() {
        peers.configure(c -> c.start(StartAction.TRAP).idleness(Idleness.ADAPTIVE), c -> c);
        peers.settle();
        alice.send(bob);
        peers.run(Duration.ofMinutes(5));
        IkeSa ikeSa = alice.ikeSa();
        alice.send(bob);
        peers.run(Duration.ofMinutes(1));
        assertThat(alice.ikeSa()).isSameAs(ikeSa);
        assertThat(alice.children()).hasSize(1);

        peers.run(Duration.ofMinutes(22));
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString())
                .contains("it has had no Child SA for 600 s");
    }

    @Test
    void reauthenticationMakesBeforeItBreaks() {
        peers.configure(c -> c.reauthentication(Duration.ofMinutes(10)), c -> c);
        alice.initiate("bob");
        peers.settle();
        IkeSa old = alice.ikeSa();
        Traffic traffic = Traffic.between(peers);
        peers.run(Duration.ofMinutes(10).plusSeconds(10));

        traffic.stopAndFindAll();
        assertThat(alice.ikeSa()).isNotSameAs(old);
        assertThat(alice.events(IkeEvent.IkeSaEstablished.class)).hasSize(2);
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
        assertThat(bob.ikeSa().spis()).isEqualTo(alice.ikeSa().spis());
    }

    @Test
    void rekeyingDoesNotPutReauthenticationOff() {
        peers.configure(
                c -> c.reauthentication(Duration.ofMinutes(10))
                        .ikeLifetime(Duration.ofMinutes(3), Duration.ofMinutes(4)),
                c -> c);
        alice.initiate("bob");
        peers.settle();
        peers.run(Duration.ofMinutes(10).plusSeconds(10));

        assertThat(alice.events(IkeEvent.IkeSaEstablished.class)).hasSize(2);
        assertThat(alice.events(IkeEvent.IkeSaRekeyed.class)).hasSizeGreaterThan(1);
    }

    @Test
    void aReauthenticationThatFailsLeavesTheOldIkeSaAndIsTriedAgain() {
        peers.configure(c -> c.reauthentication(Duration.ofMinutes(10)), c -> c);
        alice.initiate("bob");
        peers.settle();
        IkeSa old = alice.ikeSa();
        bob.dns().delay(Duration.ofMinutes(2));
        peers.run(Duration.ofMinutes(10).plusSeconds(40));
        assertThat(alice.ikeSas()).contains(old);

        bob.dns().delay(Duration.ofMillis(20));
        peers.run(Duration.ofMinutes(10));

        assertThat(alice.ikeSas()).hasSize(1).doesNotContain(old);
        alice.child();
        bob.child();
    }

    /** Its Child SA ended since nobody used it. An IKE SA without one could not take its place. */
    @Test
    void whatHasNoChildSaLeftEndsInsteadOfAuthenticatingAgain() {
        peers.configure(c -> c.reauthentication(Duration.ofMinutes(10)), c -> c);
        alice.initiate("bob");
        peers.settle();
        alice.handle(new Input.TerminateChildSa(alice.child().uniqueId()));
        peers.run(Duration.ofMinutes(11));

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString())
                .contains("it is time to authenticate again, and there is no Child SA to go on with");
    }

    /** Rule R71: the peer allows one SA of each kind, so that a successor needs an IKE SA of its own. */
    @Test
    void aPeerThatAllowsNoFurtherSaGetsANewIkeSa() {
        for (boolean ike : new boolean[] {true, false}) {
            TwoPeers.tell(ike ? 1 : 2, two -> {
                two.established(c -> c);
                IkeSa old = two.alice().ikeSa();
                two.network().drop(Forgery.by(two.alice(), CREATE_CHILD_SA));
                two.alice().handle(new Input.Rekey("bob", ike));
                two.run(Duration.ofMillis(50));
                answer(two, NotifyType.NO_ADDITIONAL_SAS);
                two.network().dropNothing();
                two.run(Duration.ofSeconds(5));

                // bob knows nothing of the request that was answered in his name, and hears no Delete after it.
                assertThat(two.alice().ikeSas()).contains(old).hasSize(2);
                two.run(Duration.ofMinutes(5));
                assertThat(two.alice().children()).hasSize(1);
                assertThat(two.alice().ikeSas()).hasSize(1).doesNotContain(old);
                assertThat(two.bob().ikeSas()).hasSizeLessThan(3);
                two.bob().handle(new Input.Terminate("alice"));
                two.run(Duration.ofMinutes(5));
            });
        }
    }

    /** Rule R84: no repetition at once, several over minutes, and then the end. */
    @Test
    void aPeerThatNeverHasTimeIsGivenUpAfterSomeMinutes() {
        peers.established(c -> c);
        peers.network().drop(d -> d.sender() == alice);
        alice.rekeyChild("bob");
        Duration began = peers.simulation().elapsed();
        int answers = 0;
        while (alice.events(IkeEvent.IkeSaClosed.class).isEmpty()
                && peers.simulation().elapsed().minus(began).compareTo(Duration.ofMinutes(10)) < 0) {
            peers.run(Duration.ofMillis(50));
            answers += answer(peers, NotifyType.TEMPORARY_FAILURE) ? 1 : 0;
            peers.run(Duration.ofMillis(50));
        }
        Duration took = peers.simulation().elapsed().minus(began);

        assertThat(answers).isBetween(15, 31);
        assertThat(took).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(9));
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString())
                .contains("the peer has put us off for 5 minutes");
        peers.network().dropNothing();
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(5));
    }

    /** Both have packets for each other, and an IKE SA without a Child SA. */
    @Test
    void twoThatCreateTheSameChildSaAtOnceEndWithOne() {
        Set<Boolean> kept = new HashSet<>();
        for (int seed = 1; seed <= 8; seed++) {
            TwoPeers.tell(seed, two -> {
                two.configure(c -> c.ike(Algorithms.many()).childless(Childless.ALLOW));
                two.alice().initiateIkeSa("bob");
                two.settle();
                two.alice().initiate("bob");
                two.bob().initiate("alice");
                two.run(Duration.ofMillis(100));
                assertThat(two.alice().children()).hasSize(2);
                Traffic traffic = Traffic.between(two);
                two.run(Duration.ofSeconds(15));
                traffic.stopAndFindAll();
                kept.add(two.alice().child().nonces().ours());
                assertThat(two.alice().child().outboundSpi())
                        .isEqualTo(two.bob().child().inboundSpi());
            });
        }
        assertThat(kept).containsExactlyInAnyOrder(true, false);
    }

    /** Whoever rekeys should delete the old one; if nothing of that comes through, it goes all the same. */
    @Test
    void aRekeyedIkeSaWhoseDeleteIsNeverAnsweredGoes() {
        peers.established(c -> c);
        alice.rekeyIke("bob");
        peers.network().drop(Forgery.by(alice, INFORMATIONAL).or(Forgery.by(bob, INFORMATIONAL)));
        peers.run(Duration.ofMinutes(8));
        peers.network().dropNothing();
        peers.settle();

        assertThat(alice.ikeSa().spis()).isEqualTo(bob.ikeSa().spis());
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
    }

    /** The Delete of the old Child SA is lost for a while: both pairs stay, and the new one carries the packets. */
    @Test
    void aRekeyedChildSaWhoseDeleteIsLongUnansweredLosesNoPacket() {
        peers.established(c -> c);
        Traffic traffic = Traffic.between(peers);
        peers.run(Duration.ofMillis(100));
        alice.rekeyChild("bob");
        peers.network().drop(Forgery.by(alice, INFORMATIONAL).or(Forgery.by(bob, INFORMATIONAL)));
        peers.run(Duration.ofMinutes(1));
        assertThat(alice.children()).hasSize(2);
        peers.network().dropNothing();
        peers.run(Duration.ofMinutes(1));

        traffic.stopAndFindAll();
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
    }

    /** Section 1.4.1: the peer closes only its half; ours goes with the answer, and its SPI is not used again. */
    @Test
    void anAnswerWithoutADeleteEndsOurSideOfThePair() {
        peers.established(c -> c);
        Octets spi = alice.child().inboundSpi().octets();
        peers.network().drop(d -> d.sender() == alice);
        alice.handle(new Input.TerminateChildSa(alice.child().uniqueId()));
        peers.run(Duration.ofMillis(50));
        forgery.inject(bob, alice, Forgery.sealed(bob, INFORMATIONAL, true, 2));
        peers.run(Duration.ofSeconds(10));
        assertThat(alice.children()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(alice.ikeSas()).hasSize(1);

        alice.initiate("bob");
        peers.run(Duration.ofMillis(50));
        assertThat(alice.kernel().larval())
                .allSatisfy(id -> assertThat(id.spi().octets()).isNotEqualTo(spi));
        peers.network().dropNothing();
        alice.terminate("bob");
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(5));
    }

    /** Answers alice's last request in bob's name; false if it was answered already. */
    private static boolean answer(TwoPeers two, NotifyType error) {
        IkeHeader last = new Forgery(two).lastOf(two.alice()).header().orElseThrow();
        boolean open = last.exchange().equals(CREATE_CHILD_SA) && !last.response();
        if (open) {
            int before = two.alice().engine().underWay().size();
            new Forgery(two)
                    .inject(
                            two.bob(),
                            two.alice(),
                            Forgery.sealed(two.bob(), CREATE_CHILD_SA, true, last.messageId(), Forgery.notify(error)));
            two.run(Duration.ofMillis(10));
            return two.alice().engine().underWay().size() < before;
        }
        return false;
    }
}
