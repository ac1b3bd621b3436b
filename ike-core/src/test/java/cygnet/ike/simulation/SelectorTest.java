package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the first Child SA may carry, and what becomes of an IKE SA without one (RFC 7296 sections 1.3.1, 2.9, 2.21.2). */
class SelectorTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int TCP = 6;
    private static final int UDP = 17;

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);
    private final TrafficSelector all = TrafficSelector.host(alice.address());
    private final TrafficSelector ofBob = TrafficSelector.host(bob.address());

    /** Rule R67: the responder takes the part that it allows. */
    @Test
    void aResponderThatAllowsLessNarrows() {
        negotiate(c -> c, c -> c.selectors(tcp(ofBob), tcp(all)));

        assertThat(bob.child().localSelectors()).containsExactly(tcp(ofBob));
        assertThat(alice.child().remoteSelectors()).containsExactly(tcp(ofBob));
        assertThat(alice.child().localSelectors()).containsExactly(tcp(all));
    }

    @Test
    void anInitiatorThatWantsLessGetsWhatItWants() {
        negotiate(c -> c.selectors(tcp(all), tcp(ofBob)), c -> c);

        assertThat(alice.child().localSelectors()).containsExactly(tcp(all));
        assertThat(bob.child().remoteSelectors()).containsExactly(tcp(all));
    }

    /** Rules R58 and R70: the response proves the responder, so that the IKE SA stands, and says why there is no Child SA. */
    @Test
    void nothingInCommonIsTsUnacceptableAndNobodyKeepsAnything() {
        negotiate(
                c -> c.selectors(tcp(all), tcp(ofBob)),
                c -> c.selectors(ofBob.withProtocol(UDP, 0, 65535), all.withProtocol(UDP, 0, 65535)));

        assertThat(peers.ladder())
                .anyMatch(r -> r.endsWith("IKE_AUTH response 1 [ IDr AUTH N(INITIAL_CONTACT) N(TS_UNACCEPTABLE) ]"));
        assertPartedPolitely("TS_UNACCEPTABLE");
    }

    /** Rule R58. */
    @Test
    void noCommonEspAlgorithmIsNoProposalChosenUnderAnIkeSa() {
        negotiate(c -> c.esp(Algorithms.esp(Algorithms.CHACHA, Algorithms.NO_ESN)), c -> c);

        assertThat(peers.ladder())
                .anyMatch(r -> r.endsWith("IKE_AUTH response 1 [ IDr AUTH N(INITIAL_CONTACT) N(NO_PROPOSAL_CHOSEN) ]"));
        assertPartedPolitely("NO_PROPOSAL_CHOSEN");
    }

    /** Rule R69: agreed by both, and said by both. */
    @Test
    void transportModeIsAgreedOnByBoth() {
        peers.established(c -> c);

        assertThat(alice.child().inbound().mode()).isEqualTo(Mode.TRANSPORT);
        assertThat(bob.child().inbound().mode()).isEqualTo(Mode.TRANSPORT);
    }

    @Test
    void tunnelModeIsWhatNobodySpeaksOf() {
        peers.established(c -> c.mode(Mode.TUNNEL));

        assertThat(peers.ladder()).noneMatch(r -> r.contains("USE_TRANSPORT_MODE"));
        assertThat(alice.child().inbound().mode()).isEqualTo(Mode.TUNNEL);
    }

    /** Rule R69. */
    @Test
    void differentModesMakeNoChildSa() {
        for (Mode hers : Mode.values()) {
            TwoPeers pair = new TwoPeers();
            pair.configure(c -> c.mode(hers), c -> c.mode(hers == Mode.TUNNEL ? Mode.TRANSPORT : Mode.TUNNEL));
            pair.alice().initiate("bob");
            pair.settle();

            assertThat(pair.alice().children()).isEmpty();
            assertThat(pair.bob().children()).isEmpty();
            pair.simulation().finish();
        }
    }

    /** Rules R67 and R70: whatever the reason for which a further Child SA is refused, the IKE SA stays. */
    @Test
    void aRefusedFurtherChildSaLeavesTheIkeSaAndTheOtherChildSa() {
        for (int error : List.of(14, 34, 36, 37, 38, 43, 8000)) {
            TwoPeers pair = new TwoPeers();
            pair.established(c -> c);
            pair.network().dropNext(1, Forgery.by(pair.alice(), ExchangeType.CREATE_CHILD_SA));
            pair.alice().rekeyChild("bob");
            pair.run(MOMENT);
            new Forgery(pair)
                    .inject(
                            pair.bob(),
                            pair.alice(),
                            Forgery.sealed(
                                    pair.bob(),
                                    ExchangeType.CREATE_CHILD_SA,
                                    true,
                                    2,
                                    NotifyPayload.of(new NotifyType(error))));
            pair.run(MOMENT);

            assertThat(pair.alice().ikeSas()).as("after error " + error).hasSize(1);
            assertThat(pair.alice().children()).as("after error " + error).hasSize(1);
            pair.simulation().finish();
        }
    }

    /** Neither does an empty IKE_AUTH. */
    @Test
    void anEmptyIkeAuthIsRefusedLikeAnyOther() {
        peers.configure(c -> c);
        peers.network().drop(Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
        forgery.inject(alice, bob, Forgery.sealed(alice, ExchangeType.IKE_AUTH, false, 1));
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).isEmpty();
        assertThat(peers.ladder()).last().isEqualTo("bob > IKE_AUTH response 1 [ N(AUTHENTICATION_FAILED) ]");
    }

    private void negotiate(UnaryOperator<ConnectionDraft> atAlice, UnaryOperator<ConnectionDraft> atBob) {
        peers.configure(atAlice, atBob);
        alice.initiate("bob");
        peers.settle();
    }

    private void assertPartedPolitely(String cause) {
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains(cause);
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("deleted by the peer");
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
        assertThat(alice.kernel().policies()).isEmpty();
    }

    private static TrafficSelector tcp(TrafficSelector selector) {
        return selector.withProtocol(TCP, 0, 65535);
    }
}
