package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.OpenOutcome;
import cygnet.ike.message.RawMessage;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Additional key exchanges after CREATE_CHILD_SA, in IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4): rule R54. */
class FollowUpTest {
    private static final TransformId X25519 = TransformId.KE_CURVE25519;
    private static final TransformId ML_KEM = TransformId.KE_ML_KEM_768;
    private static final TransformId NONE = TransformId.KE_NONE;
    private static final Proposal IKE = Algorithms.hybrid(X25519, List.of(ML_KEM, NONE));
    private static final Proposal ESP = Algorithms.hybridEsp(X25519, List.of(ML_KEM, NONE));
    private static final Proposal REQUIRED = Algorithms.hybridEsp(X25519, List.of(ML_KEM));
    private static final Proposal CLASSIC = Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN, Transform.of(X25519));

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void anIkeSaThatWasMadeWithMlKemIsRekeyedWithMlKem() {
        peers.established(c -> c.ike(IKE));
        ChildSa child = alice.child();
        int before = peers.ladder().size();

        alice.rekeyIke("bob");
        peers.settle();

        assertThat(since(before))
                .containsExactly(
                        "alice > CREATE_CHILD_SA request 3 [ SA Nonce KE ]",
                        "bob > CREATE_CHILD_SA response 3 [ SA Nonce KE N(ADDITIONAL_KEY_EXCHANGE) ]",
                        "alice > IKE_FOLLOWUP_KE request 4 [ KE N(ADDITIONAL_KEY_EXCHANGE) ]",
                        "bob > IKE_FOLLOWUP_KE response 4 [ KE ]",
                        "alice > INFORMATIONAL request 5 [ D ]",
                        "bob > INFORMATIONAL response 5 [ ]");
        assertThat(alice.ikeSa().algorithms().orElseThrow().additional()).containsExactly(ML_KEM);
        assertThat(alice.ikeSa().spis()).isEqualTo(bob.ikeSa().spis());
        assertThat(alice.child()).isEqualTo(child);
        assertThatBothCanTalk();
    }

    @Test
    void theResponderOfTheFirstIkeSaMayRekeyItAsWell() {
        peers.established(c -> c.ike(IKE));

        bob.rekeyIke("alice");
        peers.settle();
        bob.rekeyIke("alice");
        peers.settle();

        assertThat(exchanges("IKE_FOLLOWUP_KE request")).isEqualTo(2);
        assertThat(bob.ikeSa().originalInitiator()).isTrue();
        assertThatBothCanTalk();
    }

    @Test
    void aChildSaWithAdditionalKeyExchangesIsRekeyedWithThem() {
        peers.established(c -> c.esp(ESP));
        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("INTERMEDIATE"));
        ChildSa old = alice.child();
        int before = peers.ladder().size();

        alice.rekeyChild("bob");
        peers.settle();

        assertThat(since(before))
                .containsExactly(
                        "alice > CREATE_CHILD_SA request 2 [ N(REKEY_SA) SA Nonce KE TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > CREATE_CHILD_SA response 2"
                                + " [ SA Nonce KE TSi TSr N(USE_TRANSPORT_MODE) N(ADDITIONAL_KEY_EXCHANGE) ]",
                        "alice > IKE_FOLLOWUP_KE request 3 [ KE N(ADDITIONAL_KEY_EXCHANGE) ]",
                        "bob > IKE_FOLLOWUP_KE response 3 [ KE ]",
                        "alice > INFORMATIONAL request 4 [ D ]",
                        "bob > INFORMATIONAL response 4 [ D ]");
        assertThat(alice.child().replaces()).contains(old.inboundSpi());
        assertThatBothCanTalk();
    }

    @Test
    void aFurtherChildSaIsMadeWithThem() {
        peers.established(c -> c.esp(REQUIRED));
        alice.handle(new Input.TerminateChildSa(alice.child().uniqueId()));
        peers.settle();

        bob.initiate("alice");
        peers.settle();

        assertThat(exchanges("IKE_FOLLOWUP_KE request")).isEqualTo(1);
        assertThatBothCanTalk();
    }

    static Stream<List<TransformId>> methods() {
        return Stream.of(
                List.of(TransformId.KE_ML_KEM_512),
                List.of(TransformId.KE_ECP_256),
                List.of(TransformId.KE_ML_KEM_768, TransformId.KE_CURVE448, TransformId.KE_ML_KEM_512));
    }

    /** In the order of their transform types. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodCanBeAdditionalAndSeveralComeOneAfterTheOther(List<TransformId> methods) {
        List<List<TransformId>> single = methods.stream().map(List::of).toList();
        @SuppressWarnings({"unchecked", "rawtypes"})
        List<TransformId>[] additional = single.toArray(List[]::new);
        peers.established(
                c -> c.ike(Algorithms.hybrid(X25519, additional)).esp(Algorithms.hybridEsp(X25519, additional)));

        alice.rekeyChild("bob");
        peers.settle();
        bob.rekeyIke("alice");
        peers.settle();

        assertThat(exchanges("IKE_FOLLOWUP_KE response")).isEqualTo(2L * methods.size());
        // The responder sends a link as long as another IKE_FOLLOWUP_KE is to come, and not with the last response.
        assertThat(exchanges("response \\d+ \\[ KE N\\(ADDITIONAL_KEY_EXCHANGE\\) \\]"))
                .isEqualTo(2L * (methods.size() - 1));
        assertThat(alice.ikeSa().algorithms().orElseThrow().additional()).isEqualTo(methods);
        assertThatBothCanTalk();
    }

    @Test
    void aPeerWithoutItNeverNotices() {
        peers.configure(
                c -> c.ike(IKE).esp(ESP), c -> c.ike(Algorithms.ike(X25519)).esp(CLASSIC));
        alice.initiate("bob");
        peers.settle();

        alice.rekeyChild("bob");
        peers.settle();
        bob.rekeyChild("alice");
        peers.settle();
        peers.network().hold(Crossing.requests(alice, ExchangeType.CREATE_CHILD_SA));
        alice.rekeyIke("bob");
        peers.run(Duration.ofMillis(100));
        assertThat(offered(peers.network().sent()))
                .allMatch(proposal -> proposal.withoutAdditionalKe().equals(proposal));
        peers.network().release();
        peers.settle();
        bob.rekeyIke("alice");
        peers.settle();

        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("FOLLOWUP") || rung.contains("ADDITIONAL"));
        assertThat(alice.child().replaces()).isPresent();
        assertThatBothCanTalk();
    }

    @Test
    void whereAChildSaRequiresThemItIsNotRekeyedWithout() {
        peers.configure(c -> c.esp(REQUIRED), c -> c.esp(CLASSIC));
        alice.initiate("bob");
        peers.settle();
        ChildSa old = alice.child();

        alice.rekeyChild("bob");
        peers.settle();

        assertThat(peers.ladder()).anyMatch(rung -> rung.startsWith("bob") && rung.contains("NO_PROPOSAL_CHOSEN"));
        assertThat(alice.child()).isEqualTo(old);
        assertThatBothCanTalk();
    }

    /** RFC 9370 section 2.2.1: all methods are different, and there is one that the others are additional to. */
    @Test
    void whatMakesNoSenseIsNotChosen() {
        for (Proposal senseless : List.of(
                Algorithms.hybridEsp(X25519, List.of(X25519)),
                Algorithms.hybridEsp(X25519, List.of(ML_KEM), List.of(ML_KEM)),
                Algorithms.hybridEsp(NONE, List.of(ML_KEM)))) {
            TwoPeers pair = new TwoPeers(1, EngineConfig.DEFAULT);
            pair.established(c -> c.esp(senseless));
            pair.alice().rekeyChild("bob");
            pair.settle();

            assertThat(pair.ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("NO_PROPOSAL_CHOSEN"));
            pair.simulation().finish();
        }
    }

    @Test
    void theOtherGroupIsTakenFirstWhereTheResponderAsksForIt() {
        TransformId ecp = TransformId.KE_ECP_256;
        peers.configure(
                c -> c.esp(Algorithms.hybridEsp(ecp, List.of(ML_KEM)), Algorithms.hybridEsp(X25519, List.of(ML_KEM))),
                c -> c.esp(Algorithms.hybridEsp(X25519, List.of(ML_KEM))));
        alice.initiate("bob");
        peers.settle();

        alice.rekeyChild("bob");
        peers.settle();

        assertThat(exchanges("N\\(INVALID_KE_PAYLOAD\\)")).isEqualTo(1);
        assertThat(exchanges("IKE_FOLLOWUP_KE request 4")).isEqualTo(1);
        assertThatBothCanTalk();
    }

    /** ML-KEM-1024 fills more than a datagram of 1280 octets: both messages go in fragments. */
    @Test
    void longMessagesGoInFragments() {
        TransformId large = TransformId.KE_ML_KEM_1024;
        peers.established(c -> c.esp(Algorithms.hybridEsp(X25519, List.of(large))));
        alice.rekeyChild("bob");
        peers.settle();

        long fragments =
                peers.network().sent().stream().filter(FollowUpTest::isFollowUp).count();
        assertThat(fragments).isEqualTo(4);
        assertThatBothCanTalk();
    }

    @Test
    void lostMessagesAreRepeatedOnEitherSide() {
        peers.established(c -> c.ike(IKE).esp(ESP));
        Set<String> lost = new HashSet<>();
        peers.network()
                .drop(d -> isFollowUp(d)
                        && lost.add(d.header().map(IkeHeader::toString).orElseThrow()));

        alice.rekeyChild("bob");
        peers.settle();
        bob.rekeyIke("alice");
        peers.settle();

        assertThat(lost).hasSize(4);
        assertThat(exchanges("N\\(STATE_NOT_FOUND\\)")).isZero();
        assertThatBothCanTalk();
    }

    /** The responder's own window is free, and it uses it. */
    @Test
    void betweenTwoOfThemTheResponderMaySaySomethingElse() {
        peers.established(c -> c.esp(ESP));
        peers.network().hold(Crossing.requests(alice, ExchangeType.IKE_FOLLOWUP_KE));
        alice.rekeyChild("bob");
        peers.run(Duration.ofMillis(100));
        bob.rekeyChild("alice");
        bob.rekeyIke("alice");
        peers.run(Duration.ofMillis(100));
        peers.network().release();
        peers.settle();

        assertThat(alice.events(IkeEvent.ChildSaInstalled.class)).hasSize(2);
        assertThatBothCanTalk();
    }

    @Test
    void noPacketIsLostWhileBothKindsAreRekeyedForAnHour() {
        peers.established(c -> c.ike(IKE)
                .esp(ESP)
                .childLifetime(Duration.ofMinutes(3), Duration.ofMinutes(5))
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
        assertThat(exchanges("IKE_FOLLOWUP_KE request")).isGreaterThan(20);
        peers.settle();
    }

    @Test
    void aStormOnlyDelaysIt() {
        for (int seed = 1; seed <= 20; seed++) {
            TwoPeers.tell(seed, pair -> {
                pair.established(c -> c.ike(Algorithms.hybrid(X25519, List.of(TransformId.KE_ML_KEM_512)))
                        .esp(Algorithms.hybridEsp(X25519, List.of(TransformId.KE_ML_KEM_1024), List.of(ML_KEM)))
                        .childLifetime(Duration.ofMinutes(2), Duration.ofMinutes(20))
                        .ikeLifetime(Duration.ofMinutes(3), Duration.ofMinutes(30)));
                pair.network().weather(Weather.STORM);
                pair.run(Duration.ofMinutes(6));
                pair.network().weather(Weather.FAIR);
                pair.run(Duration.ofMinutes(6));
                pair.settle();

                assertThat(pair.alice().child().outboundSpi())
                        .isEqualTo(pair.bob().child().inboundSpi());
            });
        }
    }

    /** What the message that was sent last offers, as bob reads it. */
    private List<Proposal> offered(List<SimulatedNetwork.Datagram> sent) {
        try {
            RawMessage.Protected whole = (RawMessage.Protected)
                    MessageCodec.parse(sent.get(sent.size() - 1).octets());
            OpenOutcome.Opened opened =
                    (OpenOutcome.Opened) bob.ikeSa().protection().open(whole);
            return opened.message().first(SaPayload.class).orElseThrow().proposals();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isFollowUp(SimulatedNetwork.Datagram datagram) {
        return datagram.header()
                .filter(h -> h.exchange().equals(ExchangeType.IKE_FOLLOWUP_KE))
                .isPresent();
    }

    private List<String> since(int before) {
        return peers.ladder().subList(before, peers.ladder().size());
    }

    private long exchanges(String kind) {
        return peers.ladder().stream()
                .filter(rung -> rung.matches(".*" + kind + ".*"))
                .count();
    }

    /** Both kinds of keys are the same on both sides. */
    private void assertThatBothCanTalk() {
        Packet there = alice.send(bob);
        Packet back = bob.send(alice);
        bob.rekeyChild("alice");
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(peers.network().clearPackets()).isEmpty();
    }
}
