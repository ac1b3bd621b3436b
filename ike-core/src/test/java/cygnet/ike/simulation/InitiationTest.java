package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.policy.StartAction;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What begins a negotiation, and what must not begin a second one. */
class InitiationTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void anAcquireWhileConnectingChangesNothing() {
        peers.configure(c -> c.start(StartAction.TRAP));
        peers.settle();
        alice.send(bob);
        for (int i = 0; i < 20; i++) {
            peers.run(Duration.ofMillis(3));
            acquire(alice);
        }
        peers.settle();

        assertOnePair();
    }

    @Test
    void anAcquireWhileTheChildSaIsThereMakesNoSecond() {
        peers.established(c -> c.start(StartAction.TRAP));

        acquire(alice);
        acquire(bob);
        peers.settle();

        assertOnePair();
        assertThat(TwoPeers.told(alice, IkeEvent.AcquireIgnored.class)).isNotEmpty();
    }

    @Test
    void anAcquireAtAnyMomentOfARekeyingMakesNoSecondChildSa() {
        for (int millis = 0; millis < 60; millis += 2) {
            TwoPeers two = new TwoPeers(millis, EngineConfig.DEFAULT);
            two.established(c -> c.start(StartAction.TRAP));
            if (millis % 4 == 0) {
                two.alice().rekeyChild("bob");
            } else {
                two.alice().rekeyIke("bob");
            }
            two.run(Duration.ofMillis(millis));
            acquire(two.alice());
            acquire(two.bob());
            two.run(Duration.ofSeconds(30));
            two.settle();
            two.alice().child();
            two.bob().child();
            two.simulation().finish();
        }
    }

    @Test
    void anAcquireWhileTheChildSaIsBeingDeletedLeadsToANewOne() {
        peers.established(c -> c.start(StartAction.TRAP));

        alice.handle(new Input.TerminateChildSa(alice.child().uniqueId()));
        peers.run(Duration.ofMillis(50));
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).contains(packet);
        assertOnePair();
        assertThat(alice.ikeSas()).hasSize(1);
    }

    @Test
    void aCommandWhileTheChildSaIsThereMakesNoSecond() {
        peers.established(c -> c);

        alice.initiate("bob");
        bob.initiate("alice");
        peers.settle();

        assertOnePair();
    }

    @Test
    void anAcquireThatNoTrapKnowsIsIgnored() {
        peers.established(c -> c);

        acquire(alice);
        peers.settle();

        assertOnePair();
    }

    private static void acquire(Host host) {
        Host peer = host.peer();
        Packet packet = Packet.tcp(host.address(), peer.address(), 7, 0);
        int reqid = host.engine().traps().isEmpty()
                ? 1
                : host.engine().traps().get(0).reqid();
        host.handle(new Input.FromKernel(new KernelEvent.Acquire(packet.flow(), packet.flow(), reqid, 77)));
    }

    private void assertOnePair() {
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
        assertThat(alice.ikeSas()).hasSize(1);
    }
}
