package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.StartAction;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IKE_SA_INIT and IKE_AUTH (RFC 7296 section 1.2), as they should go. */
class HandshakeTest {
    private static final String INIT_PAYLOADS = "SA KE Nonce N(NAT_DETECTION_SOURCE_IP) N(NAT_DETECTION_DESTINATION_IP)"
            + " N(IKEV2_FRAGMENTATION_SUPPORTED) N(SIGNATURE_HASH_ALGORITHMS)";

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void twoHostsThatKnowEachOthersNamesAgreeInFourMessages() {
        peers.established(c -> c);

        assertThat(peers.ladder())
                .containsExactly(
                        "alice > IKE_SA_INIT request 0 [ " + INIT_PAYLOADS + " ]",
                        "bob > IKE_SA_INIT response 0 [ " + INIT_PAYLOADS + " ]",
                        "alice > IKE_AUTH request 1 [ IDi N(INITIAL_CONTACT) IDr AUTH SA TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > IKE_AUTH response 1 [ IDr AUTH N(INITIAL_CONTACT) SA TSi TSr N(USE_TRANSPORT_MODE) ]");
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(bob.ikeSa().peerId()).contains(alice.id());
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
        assertThat(bob.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
    }

    @Test
    void eachAsksDnsForTheOthersKeyAndNothingElse() {
        peers.established(c -> c);

        assertThat(alice.dns().asked()).containsOnly("IPSECKEY of bob.example.test");
        assertThat(bob.dns().asked()).containsOnly("IPSECKEY of alice.example.test");
    }

    @Test
    void packetsOfBothDirectionsCrossTheWireEncrypted() {
        peers.established(c -> c);

        Packet there = alice.send(bob);
        Packet back = bob.send(alice);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void theFirstPacketStartsTheNegotiationAndIsNotLost() {
        peers.configure(c -> c.start(StartAction.TRAP));
        peers.settle();

        Packet first = alice.send(bob);
        Packet second = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(first, second);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.events(IkeEvent.Acquired.class)).hasSize(1);
    }

    @Test
    void aConnectionThatStartsAtOnceIsNegotiatedAtOnce() {
        peers.configure(c -> c.start(StartAction.TRAP_AND_START), c -> c);
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void aSharedSecretProvesBothSides() {
        peers.shareSecret().established(ConnectionDraft::sharedKey);

        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.PINNED);
        assertThat(alice.dns().asked()).isEmpty();
        assertThat(bob.dns().asked()).isEmpty();
    }

    @Test
    void aPinnedKeyNeedsNoDns() {
        peers.configure(
                c -> c.pinned(bob.key().verificationKey()),
                c -> c.pinned(alice.key().verificationKey()));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().assurance()).isEqualTo(Assurance.PINNED);
        assertThat(bob.dns().asked()).isEmpty();
    }

    @Test
    void extendedSequenceNumbersAreUsedWhereBothWantThem() {
        peers.established(c -> c.esp(Algorithms.esp(Algorithms.GCM, Algorithms.ESN, Algorithms.NO_ESN)));

        assertThat(alice.child().algorithms().extendedSequenceNumbers()).isTrue();
        assertThat(bob.child().algorithms()).isEqualTo(alice.child().algorithms());
    }

    @Test
    void aCipherWithASeparateMacWorksForBothKindsOfSa() {
        peers.established(c -> c.ike(Proposal.of(
                        ProtocolId.IKE,
                        Algorithms.CBC,
                        Algorithms.SHA512_MAC,
                        Algorithms.PRF512,
                        Transform.of(TransformId.KE_CURVE25519)))
                .esp(Algorithms.esp(Algorithms.CBC, Algorithms.SHA256_MAC, Algorithms.NO_ESN)));

        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(bob.child().algorithms()).hasToString("AES_CBC_256/HMAC_SHA2_256_128");
    }

    @Test
    void theFirstProposalInCommonIsTaken() {
        peers.configure(
                c -> c.esp(
                        Algorithms.esp(Algorithms.CHACHA, Algorithms.NO_ESN),
                        Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN)),
                c -> c.esp(
                        Algorithms.esp(Algorithms.CBC, Algorithms.SHA256_MAC, Algorithms.NO_ESN),
                        Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN)));
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.child().algorithms()).hasToString("AES_GCM_16_256");
    }

    @Test
    void nothingInCommonForIkeLeavesNothingBehind() {
        peers.configure(c -> c.ike(Algorithms.ike(TransformId.KE_ECP_256)), c -> c);
        alice.initiate("bob");
        peers.settle();

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("no answer to IKE_SA_INIT")
                .contains("NO_PROPOSAL_CHOSEN");
        assertThat(TwoPeers.told(bob, IkeEvent.Refused.class)).isNotEmpty();
    }

    @Test
    void theGroupThatTheResponderWantsIsTriedNext() {
        peers.configure(
                c -> c.ike(Algorithms.ike(TransformId.KE_ECP_256, TransformId.KE_CURVE25519)),
                c -> c.ike(Algorithms.ike(TransformId.KE_CURVE25519)));
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder().subList(0, 3))
                .map(rung -> rung.replaceAll(" N\\((NAT|SIG|IKEV2)[A-Z0-9_]*\\)", ""))
                .containsExactly(
                        "alice > IKE_SA_INIT request 0 [ SA KE Nonce ]",
                        "alice > IKE_SA_INIT request 0 [ SA KE Nonce ]",
                        "bob > IKE_SA_INIT response 0 [ SA KE Nonce ]");
        assertThat(TwoPeers.told(bob, IkeEvent.Refused.class))
                .singleElement()
                .asString()
                .contains("ECP_256");
        assertThat(alice.children()).hasSize(1);
    }

    @Test
    void bothSidesAreReadyBeforeTheInitiatorsFirstPacketArrives() {
        peers.configure(c -> c.start(StartAction.TRAP));
        peers.network().weather(new Weather(Duration.ofMillis(1), Duration.ofMillis(50), 0, 0, 0));
        bob.kernelDelay(Duration.ofMillis(200));
        peers.settle();

        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(bob.kernel().discarded()).isEmpty();
    }

    @Test
    void encapsulationOnDemandMovesBothSidesToPort4500() {
        peers.established(ConnectionDraft::encapsulation);

        assertThat(alice.ikeSa().local().port()).isEqualTo(4500);
        assertThat(alice.ikeSa().remote().port()).isEqualTo(4500);
        assertThat(bob.ikeSa().local().port()).isEqualTo(4500);
        assertThat(bob.ikeSa().remote().port()).isEqualTo(4500);
        assertThat(bob.child().inbound().encapsulation()).contains(new SecurityAssociation.Encapsulation(4500, 4500));
        Packet packet = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void twoThatStartAtTheSameMomentAgreeOnOnePairAndLoseNothing(long seed) {
        TwoPeers.tell(seed, HandshakeTest::startTogether);
    }

    private static void startTogether(TwoPeers both) {
        both.configure(c -> c.start(StartAction.TRAP));
        both.network().weather(new Weather(Duration.ofMillis(1), Duration.ofMillis(40), 0, 0, 0));
        both.settle();
        List<Packet> there = new ArrayList<>();
        List<Packet> back = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            there.add(both.alice().send(both.bob()));
            back.add(both.bob().send(both.alice()));
            both.run(Duration.ofMillis(50));
        }
        both.settle();

        assertThat(both.bob().kernel().delivered()).containsExactlyInAnyOrderElementsOf(there);
        assertThat(both.alice().kernel().delivered()).containsExactlyInAnyOrderElementsOf(back);
        assertThat(both.network().clearPackets()).isEmpty();
        assertThat(both.alice().ikeSas()).hasSize(1);
        assertThat(both.bob().ikeSas()).hasSize(1);
        assertThat(both.alice().children()).hasSize(1);
    }

    @Test
    void theEngineSharesItsPolicyWithManyPeersAtOnce() {
        Simulation simulation = new Simulation(7);
        Host hub = simulation.host("hub", "192.0.2.1", EngineConfig.DEFAULT);
        List<Host> spokes = new ArrayList<>();
        for (int i = 2; i < 30; i++) {
            Host spoke = simulation.host("spoke" + i, "192.0.2." + i, EngineConfig.DEFAULT);
            spoke.configure(new ConnectionDraft(spoke, hub)
                    .pinned(hub.key().verificationKey())
                    .build());
            hub.configure(new ConnectionDraft(hub, spoke)
                    .pinned(spoke.key().verificationKey())
                    .build());
            spokes.add(spoke);
        }
        spokes.forEach(s -> s.initiate("hub"));
        simulation.settle();

        assertThat(hub.children()).hasSize(spokes.size());
        simulation.finish();
    }
}
