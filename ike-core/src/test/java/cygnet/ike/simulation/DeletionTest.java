package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.policy.StartAction;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deletion of both kinds of SA (RFC 7296 sections 1.4.1, 2.25), R82 and R83. */
class DeletionTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void aChildSaIsDeletedOnBothSidesAndTheIkeSaStays() {
        peers.established(c -> c);
        int before = peers.ladder().size();

        deleteChild(alice);
        peers.settle();

        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .containsExactly("alice > INFORMATIONAL request 2 [ D ]", "bob > INFORMATIONAL response 2 [ D ]");
        assertNoChildren();
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(bob.ikeSas()).hasSize(1);
    }

    @Test
    void anIkeSaTakesItsChildSasWithIt() {
        peers.established(c -> c);
        int before = peers.ladder().size();

        bob.handle(new Input.TerminateIkeSa(bob.ikeSa().uniqueId()));
        peers.settle();

        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .containsExactly("bob > INFORMATIONAL request 0 [ D ]", "alice > INFORMATIONAL response 0 [ ]");
        assertNothing();
    }

    /** What was to end must not live on in its successor. */
    @Test
    void anIkeSaThatIsBeingRekeyedWhenItIsToEndEnds() {
        peers.established(c -> c);
        peers.network().hold(d -> d.sender() == bob);
        alice.rekeyIke("bob");
        peers.run(Duration.ofMillis(200));
        alice.handle(new Input.TerminateIkeSa(alice.ikeSa().uniqueId()));
        peers.network().release();
        peers.settle();

        assertNothing();
    }

    /** R82: the response does not repeat what is on its way already. */
    @Test
    void twoDeletesOfOneChildSaThatCrossAreAnsweredWithoutDelete() {
        peers.established(c -> c);
        int before = peers.ladder().size();

        deleteChild(alice);
        deleteChild(bob);
        peers.settle();

        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .containsExactlyInAnyOrder(
                        "alice > INFORMATIONAL request 2 [ D ]",
                        "bob > INFORMATIONAL request 0 [ D ]",
                        "alice > INFORMATIONAL response 0 [ ]",
                        "bob > INFORMATIONAL response 2 [ ]");
        assertNoChildren();
        assertThat(alice.ikeSas()).hasSize(1);
    }

    @Test
    void oneOfTwoCrossingDeletesOfAChildSaMayBeLost() {
        peers.established(c -> c);
        peers.network().dropNext(1, d -> d.sender() == alice);

        deleteChild(alice);
        deleteChild(bob);
        peers.settle();

        assertNoChildren();
        assertThat(bob.ikeSas()).hasSize(1);
    }

    /** R83: the peer's Delete is answered and ours forgotten. */
    @Test
    void twoDeletesOfTheIkeSaThatCrossEndIt() {
        peers.established(c -> c);

        alice.terminate("bob");
        bob.terminate("alice");
        peers.run(Duration.ofSeconds(1));

        assertNothing();
    }

    @Test
    void aDeleteOfAChildSaThatCrossesThatOfTheIkeSaIsForgotten() {
        peers.established(c -> c);

        deleteChild(alice);
        bob.terminate("alice");
        peers.settle();

        assertNothing();
    }

    @Test
    void aLostDeleteIsRepeated() {
        peers.established(c -> c);
        peers.network().dropNext(2, d -> d.sender() == alice);

        alice.terminate("bob");
        peers.settle();

        assertNothing();
    }

    @Test
    void aLostAnswerToADeleteIsRepeatedAfterTheSaIsGone() {
        peers.established(c -> c);
        peers.network().dropNext(1, d -> d.sender() == bob);

        alice.terminate("bob");
        peers.run(Duration.ofSeconds(5));

        assertNothing();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString()).contains("terminated by the operator");
    }

    @Test
    void aDeleteThatNobodyAnswersEndsTheSaHereAllTheSame() {
        peers.established(c -> c);
        peers.network().drop(d -> d.sender() == alice);

        alice.terminate("bob");
        peers.run(Duration.ofMinutes(5));
        assertThat(alice.ikeSas()).isEmpty();

        peers.network().dropNothing();
        bob.terminate("alice");
        peers.settle();
        assertNothing();
    }

    @Test
    void aTrapOutlivesItsChildSaAndMakesTheNext() {
        peers.established(c -> c.start(StartAction.TRAP));
        alice.terminate("bob");
        peers.settle();
        assertNothing();
        assertThat(alice.kernel().policies()).hasSize(2);

        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }

    @Test
    void aShutdownSaysGoodbyeAndLeavesNothingInTheKernel() {
        peers.established(c -> c.start(StartAction.TRAP));

        alice.shutDown();
        peers.settle();

        assertThat(alice.hasStopped()).isTrue();
        assertThat(alice.kernel().policies()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
    }

    @Test
    void aShutdownDoesNotWaitLongForASilentPeer() {
        peers.established(c -> c);
        peers.network().drop(d -> d.sender() == bob);

        alice.shutDown();
        peers.run(Duration.ofSeconds(3));

        assertThat(alice.hasStopped()).isTrue();
        assertThat(alice.kernel().sas()).isEmpty();
    }

    @Test
    void aTerminationWhileConnectingLeavesNothing() {
        for (int millis = 1; millis < 60; millis += 3) {
            TwoPeers two = new TwoPeers(millis, EngineConfig.DEFAULT);
            two.configure(c -> c);
            two.alice().initiate("bob");
            two.run(Duration.ofMillis(millis));
            two.alice().terminate("bob");
            two.settle();
            assertThat(two.alice().ikeSas()).isEmpty();
            assertThat(two.bob().children()).isEmpty();
            two.simulation().finish();
        }
    }

    private void deleteChild(Host host) {
        host.handle(new Input.TerminateChildSa(host.child().uniqueId()));
    }

    private void assertNoChildren() {
        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
    }

    private void assertNothing() {
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertNoChildren();
    }
}
