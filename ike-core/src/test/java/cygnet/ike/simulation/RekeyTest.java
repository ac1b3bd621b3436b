package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Limits;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rekeying without a collision (RFC 7296 sections 1.3.2, 1.3.3, 2.8, 2.18). */
class RekeyTest {
    private static final Duration LINGER = Duration.ofSeconds(6);
    private static final Transform ECP_256 = Transform.of(TransformId.KE_ECP_256);
    private static final Transform X25519 = Transform.of(TransformId.KE_CURVE25519);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void aChildSaIsReplacedInTwoExchanges() {
        peers.established(c -> c);
        int before = peers.ladder().size();

        alice.rekeyChild("bob");
        peers.settle();

        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .containsExactly(
                        "alice > CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA Nonce TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > CREATE_CHILD_SA response 2 [ SA Nonce TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "alice > INFORMATIONAL request 3 [ D ]",
                        "bob > INFORMATIONAL response 3 [ D ]");
    }

    @Test
    void theOldChildSaIsGoneOnBothSidesWhenItsSuccessorIsInUse() {
        peers.established(c -> c);
        ChildSa old = alice.child();

        alice.rekeyChild("bob");
        peers.settle();
        peers.run(LINGER);

        assertThat(alice.child().inboundSpi()).isNotEqualTo(old.inboundSpi());
        assertSadIs(alice);
        assertSadIs(bob);
        assertThat(alice.child().reqid()).isEqualTo(old.reqid());
    }

    @Test
    void theResponderOfTheIkeSaMayRekeyAChildSa() {
        peers.established(c -> c);
        ChildSa old = bob.child();

        bob.rekeyChild("alice");
        peers.settle();
        peers.run(LINGER);

        assertThat(bob.child().inboundSpi()).isNotEqualTo(old.inboundSpi());
        assertSadIs(alice);
        assertSadIs(bob);
    }

    @Test
    void noPacketIsLostWhileAChildSaIsRekeyed() {
        peers.established(c -> c);
        alice.kernelDelay(Duration.ofMillis(20));
        bob.kernelDelay(Duration.ofMillis(35));
        Traffic traffic = Traffic.between(peers);
        peers.run(Duration.ofSeconds(1));

        alice.rekeyChild("bob");
        peers.run(Duration.ofSeconds(12));
        bob.rekeyChild("alice");
        peers.run(Duration.ofSeconds(12));

        traffic.stopAndFindAll();
        assertThat(alice.events(IkeEvent.ChildSaInstalled.class)).hasSize(3);
    }

    @Test
    void anIkeSaIsReplacedInTwoExchangesAndItsChildSaStays() {
        peers.established(c -> c);
        ChildSa child = alice.child();
        int before = peers.ladder().size();

        alice.rekeyIke("bob");
        peers.settle();

        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .containsExactly(
                        "alice > CREATE_CHILD_SA request 2 [ SA Nonce KE ]",
                        "bob > CREATE_CHILD_SA response 2 [ SA Nonce KE ]",
                        "alice > INFORMATIONAL request 3 [ D ]",
                        "bob > INFORMATIONAL response 3 [ ]");
        assertThat(alice.child()).isEqualTo(child);
        assertThat(alice.ikeSa().spis()).isEqualTo(bob.ikeSa().spis());
    }

    @Test
    void theOneThatRekeysIsTheOriginalInitiatorOfTheNewIkeSa() {
        peers.established(c -> c);

        bob.rekeyIke("alice");
        peers.settle();

        assertThat(bob.ikeSa().originalInitiator()).isTrue();
        assertThat(alice.ikeSa().originalInitiator()).isFalse();
    }

    @Test
    void theKeysOfARekeyedIkeSaAreWiped() {
        peers.established(c -> c);
        IkeSa old = alice.ikeSa();
        IkeSa oldAtBob = bob.ikeSa();

        bob.rekeyIke("alice");
        peers.settle();

        assertThat(old.lifecycle()).isEqualTo(Lifecycle.CLOSED);
        assertThat(old.keys().skP(true).isClosed()).isTrue();
        assertThat(oldAtBob.keys().skP(true).isClosed()).isTrue();
    }

    @Test
    void messageIdsBeginAgainOnTheNewIkeSa() {
        peers.established(c -> c);
        alice.rekeyIke("bob");
        peers.settle();
        int before = peers.ladder().size();

        bob.rekeyChild("alice");
        peers.settle();

        assertThat(peers.ladder().get(before)).startsWith("bob > CREATE_CHILD_SA request 0");
    }

    /** Rule R35: after so many requests of one side, here 6, and never so late that the numbers wrap. */
    @Test
    void anIkeSaIsReplacedBeforeItsMessageIdsAreUsedUp() {
        TwoPeers talkative = new TwoPeers(7, EngineSettings.requests(new Limits.Rate(20, 100), 6));
        talkative.established(c -> c);
        IkeSa first = talkative.alice().ikeSa();
        for (int i = 0; i < 4; i++) {
            talkative.alice().rekeyChild("bob");
            talkative.settle();
        }

        assertThat(talkative.alice().ikeSa()).isNotSameAs(first);
        assertThat(talkative.alice().children()).hasSize(1);
        talkative.simulation().finish();
    }

    @Test
    void noPacketIsLostWhileTheIkeSaIsRekeyed() {
        peers.established(c -> c);
        Traffic traffic = Traffic.between(peers);

        alice.rekeyIke("bob");
        peers.run(Duration.ofSeconds(1));
        bob.rekeyIke("alice");
        peers.run(Duration.ofSeconds(1));
        bob.rekeyChild("alice");
        peers.run(Duration.ofSeconds(1));

        traffic.stopAndFindAll();
    }

    @Test
    void lifetimesRenewBothKindsForHoursWithoutALostPacket() {
        peers.established(c -> c.childLifetime(Duration.ofMinutes(3), Duration.ofMinutes(5))
                .ikeLifetime(Duration.ofMinutes(10), Duration.ofMinutes(15)));
        for (int i = 0; i < 120; i++) {
            Packet there = alice.send(bob);
            Packet back = bob.send(alice);
            peers.run(Duration.ofSeconds(31));
            assertThat(bob.kernel().delivered()).contains(there);
            assertThat(alice.kernel().delivered()).contains(back);
        }

        assertThat(alice.events(IkeEvent.IkeSaRekeyed.class)).hasSizeGreaterThan(4);
        assertThat(alice.events(IkeEvent.ChildSaInstalled.class)).hasSizeGreaterThan(15);
        assertThat(alice.kernel().discarded()).isEmpty();
        assertThat(bob.kernel().discarded()).isEmpty();
        peers.settle();
    }

    @Test
    void jitterSpreadsTheMomentOfRekeying() {
        Set<Duration> moments = new HashSet<>();
        for (int seed = 1; seed <= 5; seed++) {
            TwoPeers two = new TwoPeers(seed, EngineConfig.DEFAULT);
            two.configure(
                    c -> c.childLifetime(Duration.ofMinutes(10), Duration.ofMinutes(12))
                            .jitter(Duration.ofMinutes(5)),
                    c -> c);
            two.alice().initiate("bob");
            two.settle();
            two.simulation()
                    .runUntil(
                            () -> two.alice()
                                            .events(IkeEvent.ChildSaInstalled.class)
                                            .size()
                                    == 2,
                            Duration.ofMinutes(11));
            moments.add(two.simulation().elapsed());
            two.settle();
            two.simulation().finish();
        }
        assertThat(moments)
                .hasSize(5)
                .allSatisfy(m -> assertThat(m).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(11)));
    }

    @Test
    void aSoftExpireOfTheKernelsLeadsToRekeying() {
        peers.established(c -> c);
        ChildSa old = bob.child();

        bob.handle(new Input.FromKernel(new KernelEvent.Expire(old.outbound().id(), false)));
        peers.settle();

        assertThat(bob.child().replaces()).contains(old.inboundSpi());
    }

    @Test
    void aHardExpireOfTheKernelsEndsTheChildSaOnBothSides() {
        peers.established(c -> c);

        bob.handle(new Input.FromKernel(
                new KernelEvent.Expire(bob.child().inbound().id(), true)));
        peers.settle();

        assertThat(bob.children()).isEmpty();
        assertThat(alice.children()).isEmpty();
    }

    @Test
    void anExpireOfAnUnknownSaDoesNothing() {
        peers.established(c -> c);
        ChildSa child = bob.child();

        SaId foreign = new SaId(
                bob.address(), child.inbound().id().protocol(), alice.child().inboundSpi());
        bob.handle(new Input.FromKernel(new KernelEvent.Expire(foreign, true)));
        peers.settle();

        assertThat(bob.child()).isEqualTo(child);
    }

    @Test
    void theOtherGroupIsTakenWhenTheResponderAsksForItInARekeyOfAChildSa() {
        peers.configure(
                c -> c.esp(Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN, ECP_256, X25519)),
                c -> c.esp(Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN, X25519)));
        alice.initiate("bob");
        peers.settle();
        ChildSa old = alice.child();
        int before = peers.ladder().size();

        alice.rekeyChild("bob");
        peers.settle();

        assertThat(peers.ladder().subList(before, before + 4))
                .containsExactly(
                        "alice > CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA Nonce KE TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > CREATE_CHILD_SA response 2 [ N(INVALID_KE_PAYLOAD) ]",
                        "alice > CREATE_CHILD_SA request 3 [ N(REKEY_SA) SA Nonce KE TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > CREATE_CHILD_SA response 3 [ SA Nonce KE TSi TSr N(USE_TRANSPORT_MODE) ]");
        assertThat(alice.child().replaces()).contains(old.inboundSpi());
    }

    private static void assertSadIs(Host host) {
        ChildSa child = host.child();
        assertThat(host.kernel().sas())
                .containsExactlyInAnyOrder(
                        child.inbound().id(), child.outbound().id());
    }
}
