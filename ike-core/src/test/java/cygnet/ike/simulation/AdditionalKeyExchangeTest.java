package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.IkeEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Additional key exchanges (RFC 9370) in IKE_INTERMEDIATE (RFC 9242): rules R54 and R100. */
class AdditionalKeyExchangeTest {
    private static final TransformId X25519 = TransformId.KE_CURVE25519;
    private static final TransformId ML_KEM = TransformId.KE_ML_KEM_768;
    private static final TransformId NONE = TransformId.KE_NONE;
    private static final Proposal OPTIONAL = Algorithms.hybrid(X25519, List.of(ML_KEM, NONE));
    private static final Proposal REQUIRED = Algorithms.hybrid(X25519, List.of(ML_KEM));
    private static final Proposal CLASSIC = Algorithms.ike(X25519);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void twoPeersThatKnowMlKemUseItBeforeTheyAuthenticate() {
        peers.established(c -> c.ike(OPTIONAL));

        assertThat(peers.ladder())
                .map(rung -> rung.replaceAll(" N\\((NAT|SIG|IKEV2)[A-Z0-9_]*\\)", ""))
                .containsExactly(
                        "alice > IKE_SA_INIT request 0 [ SA KE Nonce N(INTERMEDIATE_EXCHANGE_SUPPORTED) ]",
                        "bob > IKE_SA_INIT response 0 [ SA KE Nonce N(INTERMEDIATE_EXCHANGE_SUPPORTED) ]",
                        "alice > IKE_INTERMEDIATE request 1 [ KE ]",
                        "bob > IKE_INTERMEDIATE response 1 [ KE ]",
                        "alice > IKE_AUTH request 2 [ IDi N(INITIAL_CONTACT) IDr AUTH SA TSi TSr N(USE_TRANSPORT_MODE) ]",
                        "bob > IKE_AUTH response 2 [ IDr AUTH N(INITIAL_CONTACT) SA TSi TSr N(USE_TRANSPORT_MODE) ]");
        assertThat(additional(alice)).contains(ML_KEM);
        assertThat(additional(bob)).contains(ML_KEM);
        assertThatTrafficPasses();
    }

    static Stream<List<TransformId>> methods() {
        return Stream.of(
                List.of(TransformId.KE_ML_KEM_512),
                List.of(TransformId.KE_ML_KEM_1024),
                List.of(TransformId.KE_ECP_384),
                List.of(TransformId.KE_ML_KEM_768, TransformId.KE_CURVE448, TransformId.KE_ML_KEM_512));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodCanBeAdditionalAndSeveralComeOneAfterTheOther(List<TransformId> methods) {
        List<List<TransformId>> single = methods.stream().map(List::of).toList();
        @SuppressWarnings({"unchecked", "rawtypes"})
        Proposal proposal = Algorithms.hybrid(X25519, single.toArray(List[]::new));
        peers.established(c -> c.ike(proposal));

        assertThat(alice.ikeSa().algorithms().orElseThrow().additional()).isEqualTo(methods);
        assertThat(exchanges("IKE_INTERMEDIATE request")).isEqualTo(methods.size());
        assertThat(peers.ladder()).anyMatch(rung -> rung.contains("IKE_AUTH request " + (methods.size() + 1)));
        assertThatTrafficPasses();
    }

    /** R54: a peer without it never notices. */
    @Test
    void aResponderWithoutItPicksAProposalWithoutAndNobodyMentionsIntermediate() {
        peers.configure(c -> c.ike(OPTIONAL), c -> c.ike(CLASSIC));
        alice.initiate("bob");
        peers.settle();

        assertThat(additional(alice)).isEmpty();
        assertThat(exchanges("IKE_INTERMEDIATE")).isZero();
        assertThat(peers.ladder().get(1)).startsWith("bob").doesNotContain("INTERMEDIATE");
        assertThatTrafficPasses();
    }

    @Test
    void anInitiatorWithoutItGetsAnAnswerWithout() {
        peers.configure(c -> c.ike(CLASSIC), c -> c.ike(OPTIONAL));
        alice.initiate("bob");
        peers.settle();

        assertThat(additional(bob)).isEmpty();
        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("INTERMEDIATE"));
        assertThatTrafficPasses();
    }

    @Test
    void whereItIsRequiredThereIsNoIkeSaWithoutIt() {
        peers.configure(c -> c.ike(REQUIRED), c -> c.ike(CLASSIC));
        alice.initiate("bob");
        peers.settle();

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("NO_PROPOSAL_CHOSEN");
        assertThat(bob.events(IkeEvent.IkeSaEstablished.class)).isEmpty();
    }

    @Test
    void oneMethodTwiceIsNotPossible() {
        peers.configure(c -> c.ike(Algorithms.hybrid(X25519, List.of(X25519))));
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.events(IkeEvent.IkeSaEstablished.class)).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.Refused.class)).isNotEmpty();
    }

    /** ML-KEM-1024 fills more than a datagram of 1280 octets: both messages go in fragments, and AUTH does not care. */
    @Test
    void fragmentedMessagesAuthenticateLikeWholeOnes() {
        peers.established(c -> c.ike(Algorithms.hybrid(X25519, List.of(TransformId.KE_ML_KEM_1024))));
        long fragments = peers.network().sent().stream()
                .filter(d -> d.header()
                        .map(h -> h.toString().startsWith("IKE_INTERMEDIATE"))
                        .orElse(false))
                .count();

        assertThat(fragments).isEqualTo(4);
        assertThatTrafficPasses();
    }

    @Test
    void withoutFragmentationTheMessagesGoWhole() {
        peers.established(c -> c.ike(REQUIRED).noFragmentation());

        assertThatTrafficPasses();
    }

    @Test
    void lostMessagesAreRepeatedOnEitherSide() {
        Set<String> lost = new HashSet<>();
        peers.network()
                .drop(d -> d.header()
                        .map(IkeHeader::toString)
                        .filter(h -> h.startsWith("IKE_INTERMEDIATE"))
                        .filter(lost::add)
                        .isPresent());
        peers.established(c -> c.ike(OPTIONAL));

        assertThat(lost).hasSize(2);
        assertThat(additional(bob)).contains(ML_KEM);
        assertThatTrafficPasses();
    }

    /** Fragments that are lost, doubled, late and damaged. */
    @Test
    void aStormOnlyDelaysIt() {
        for (int seed = 1; seed <= 30; seed++) {
            TwoPeers pair = new TwoPeers(seed, EngineConfig.DEFAULT);
            pair.configure(c -> c.ike(Algorithms.hybrid(
                    X25519, List.of(TransformId.KE_ML_KEM_1024), List.of(TransformId.KE_ML_KEM_512))));
            pair.network().weather(Weather.STORM);
            pair.alice().initiate("bob");
            pair.settle();
            pair.network().weather(Weather.FAIR);

            assertThat(pair.bob().events(IkeEvent.IkeSaEstablished.class))
                    .as("seed " + seed)
                    .hasSameSizeAs(pair.alice().events(IkeEvent.IkeSaEstablished.class));
            pair.simulation().finish();
        }
    }

    @Test
    void aSharedSecretCoversItAsWell() {
        peers.shareSecret().established(c -> c.sharedKey().ike(REQUIRED));

        assertThatTrafficPasses();
    }

    private static Optional<TransformId> additional(Host host) {
        return host.ikeSa()
                .algorithms()
                .orElseThrow()
                .proposal()
                .transform(TransformType.additionalKe(1))
                .map(t -> t.id().as(TransformType.KE))
                .filter(id -> !id.equals(NONE));
    }

    private long exchanges(String kind) {
        return peers.ladder().stream().filter(rung -> rung.contains(kind)).count();
    }

    private void assertThatTrafficPasses() {
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(peers.network().clearPackets()).isEmpty();
    }
}
