package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application's question to DNS brings about. Both hosts take anybody who proves a name by a key in signed DNS. */
class IntroductionTest {
    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final Duration LIFE = Duration.ofHours(1);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @BeforeEach
    void takeAnybody() {
        peers.configure(IntroductionTest::anybody);
    }

    private static ConnectionDraft anybody(ConnectionDraft draft) {
        return draft.named("anybody")
                .fromAnywhere()
                .remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC))
                .start(StartAction.TRAP);
    }

    @Test
    void theFirstPacketToAHostThatWasAskedForIsHeldAndArrivesEncrypted() {
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        Packet packet = alice.send(bob);
        peers.run(Duration.ofSeconds(1));

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.ikeSa().connection().name()).isEqualTo("bob.example.test@192.0.2.2");
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
    }

    @Test
    void theApplicationLearnsTheAddressWhenTheKernelHasThePolicies() {
        alice.kernelDelay(Duration.ofMillis(300));
        alice.introduce(1, bob, LIFE);
        peers.run(Duration.ofMillis(250));
        assertThat(alice.introduced()).isEmpty();

        peers.run(Duration.ofMillis(100));
        assertThat(alice.introduced()).containsExactly(1L);
        assertThat(alice.kernel().policies()).hasSize(2);
    }

    @Test
    void askingAgainCostsNothing() {
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        alice.introduce(2, bob, LIFE);

        assertThat(alice.introduced()).containsExactly(1L, 2L);
        assertThat(alice.kernel().policies()).hasSize(2);
    }

    @Test
    void aKeyThatIsNotSureEnoughHoldsNothingUp() {
        alice.introduce(1, bob.fqdn(), bob.address(), Assurance.DNS, LIFE);

        assertThat(alice.introduced()).containsExactly(1L);
        peers.run(MOMENT);
        assertThat(alice.kernel().policies()).isEmpty();
    }

    /** Anybody may give his own name another host's address: that must not displace whoever was there first. */
    @Test
    void aSecondNameForAnAddressDisplacesNothing() {
        alice.introduce(1, bob, LIFE);
        alice.introduce(2, "mallory.example.test", bob.address(), Assurance.DNSSEC, LIFE);
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(Duration.ofSeconds(1));

        assertThat(alice.introduced()).containsExactly(1L, 2L);
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
    }

    @Test
    void aHostThatIsConfiguredByItselfNeedsNoIntroduction() {
        alice.configure(new ConnectionDraft(alice, bob).build());
        alice.introduce(1, bob, LIFE);

        assertThat(alice.introduced()).containsExactly(1L);
        peers.run(MOMENT);
        assertThat(alice.kernel().policies()).isEmpty();
    }

    @Test
    void whoIsNotUsedIsForgottenWhenItsTimeIsOver() {
        alice.introduce(1, bob, LIFE);
        peers.run(LIFE.minusMinutes(1));
        alice.introduce(2, bob, LIFE);
        peers.run(LIFE.minusMinutes(1));
        assertThat(alice.kernel().policies()).hasSize(2);

        peers.run(Duration.ofMinutes(2));
        assertThat(alice.kernel().policies()).isEmpty();
        assertThat(alice.engine().traps()).isEmpty();
    }

    @Test
    void whoIsInUseIsNotForgotten() {
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(LIFE.multipliedBy(2));
        assertThat(alice.children()).hasSize(1);
        assertThat(alice.engine().traps()).hasSize(1);

        bob.terminate("anybody");
        peers.run(Duration.ofMinutes(2));
        assertThat(alice.engine().traps()).isEmpty();
    }

    /** Both ask for each other's name: the pair that one of them has made serves both. */
    @Test
    void aHostThatHasCalledAlreadyIsNotCalledAgain() {
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(Duration.ofSeconds(1));
        bob.introduce(1, alice, LIFE);
        peers.run(MOMENT);
        Packet answer = bob.send(alice);
        peers.run(Duration.ofSeconds(1));

        assertThat(alice.kernel().delivered()).containsExactly(answer);
        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void aKernelThatRefusesIsToldAboutAndAskedAgain() {
        alice.kernel().fail(command -> command instanceof KernelCommand.PutPolicy);
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        assertThat(alice.introduced()).containsExactly(1L);
        assertThat(peers.simulation().story()).contains("ENOBUFS; trying again in 10 s");

        alice.kernel().fail(command -> false);
        peers.run(Duration.ofSeconds(11));
        assertThat(alice.kernel().policies()).hasSize(2);
    }

    @Test
    void aDaemonThatStopsLeavesNothing() {
        alice.introduce(1, bob, LIFE);
        peers.run(MOMENT);
        alice.shutDown();
        peers.run(Duration.ofSeconds(1));

        assertThat(alice.hasStopped()).isTrue();
        assertThat(alice.kernel().policies()).isEmpty();
    }
}
