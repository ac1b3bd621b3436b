package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.policy.StartAction;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the peer is still there (RFC 7296 section 2.4), R29, R36. */
class LivenessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void aSilentPeerIsAsked() {
        establishedWithAliceAsking();

        peers.run(PATIENCE.plusSeconds(1));

        assertThat(probes()).isEqualTo(1);
        assertThat(peers.ladder())
                .contains("alice > INFORMATIONAL request 2 [ ]", "bob > INFORMATIONAL response 2 [ ]");
    }

    @Test
    void aPeerWhosePacketsArriveIsNotAsked() {
        establishedWithAliceAsking();

        for (int i = 0; i < 60; i++) {
            bob.send(alice);
            peers.run(Duration.ofSeconds(5));
        }

        assertThat(probes()).isZero();
    }

    @Test
    void aPeerThatAsksIsNotAskedBack() {
        peers.configure(c -> c.liveness(PATIENCE), c -> c.liveness(PATIENCE.dividedBy(2)));
        alice.initiate("bob");
        peers.settle();

        peers.run(PATIENCE.multipliedBy(10));

        assertThat(probes()).isZero();
    }

    @Test
    void ourOwnPacketsAreNoSignOfLifeOfThePeer() {
        establishedWithAliceAsking();

        for (int i = 0; i < 6; i++) {
            alice.send(bob);
            peers.run(Duration.ofSeconds(5));
        }

        assertThat(probes()).isPositive();
    }

    @Test
    void aDeadPeerIsCleanedUpAfterSeveralTries() {
        establishedWithAliceAsking();
        peers.network().drop(d -> d.sender() == bob);

        peers.run(Duration.ofMinutes(6));

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(alice.events(IkeEvent.Retransmitted.class)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class).toString()).contains("no answer to INFORMATIONAL");
        bobForgets();
    }

    @Test
    void theTrapStaysWhenThePeerIsDeadAndTriesAgain() {
        peers.established(c -> c.start(StartAction.TRAP).liveness(PATIENCE));
        peers.network().drop(d -> true);
        peers.run(Duration.ofMinutes(6));
        assertThat(alice.kernel().policies()).hasSize(2);
        assertThat(alice.children()).isEmpty();
        peers.network().dropNothing();

        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    private void establishedWithAliceAsking() {
        peers.configure(c -> c.liveness(PATIENCE), c -> c);
        alice.initiate("bob");
        peers.settle();
    }

    private void bobForgets() {
        peers.network().dropNothing();
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(5));
    }

    private long probes() {
        return peers.ladder().stream()
                .filter(rung -> rung.startsWith("alice > INFORMATIONAL request"))
                .count();
    }
}
