package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.StartAction;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What follows a negotiation that came to nothing: another one, later each time. */
class RetryTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    @Test
    void aConnectionThatStartsIsTriedAsOftenAsItIsToldTo() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.START).attempts(3), c -> c);
        peers.run(Duration.ofMinutes(10));

        assertThat(failures()).extracting(IkeEvent.AttemptFailed::count).containsExactly(1, 2, 3);
        assertThat(failures()).extracting(IkeEvent.AttemptFailed::again).containsExactly(true, true, false);
    }

    @Test
    void onceIsOnce() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.START), c -> c);
        peers.run(Duration.ofMinutes(10));

        assertThat(failures()).hasSize(1);
    }

    @Test
    void eachWaitIsAboutTwiceAsLongAsTheOneBeforeUpToFiveMinutes() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.START).attempts(0), c -> c);
        peers.run(Duration.ofHours(1));

        List<Duration> waits =
                failures().stream().map(IkeEvent.AttemptFailed::delay).toList();
        assertThat(waits).hasSizeBetween(14, 25);
        for (int i = 0; i < waits.size(); i++) {
            double usual = Math.min(2 * Math.pow(2, i), 300);
            assertThat(waits.get(i).toMillis() / 1000.0).isBetween(usual * 0.79, usual * 1.21);
        }
        assertThat(waits.subList(9, 14)).as("with jitter").doesNotHaveDuplicates();
    }

    /** bob's key appears in DNS; the next attempt succeeds, and the failures are forgotten. */
    @Test
    void successEndsTheWaiting() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.START).attempts(0), c -> c);
        peers.run(Duration.ofMinutes(2));
        int before = failures().size();
        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
        peers.run(Duration.ofMinutes(5));
        alice.child();

        alice.terminate("bob");
        peers.settle();
        bobIsUnknown();
        alice.initiate("bob");
        peers.run(Duration.ofMillis(500));

        assertThat(failures())
                .hasSize(before + 1)
                .last()
                .extracting(IkeEvent.AttemptFailed::count)
                .isEqualTo(1);
    }

    /** It is told why, and when; and if it still waits then, it goes. */
    @Test
    void aPacketThatComesTooEarlyIsServedWhenItsTimeHasCome() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.TRAP), c -> c);
        peers.settle();
        // The third packet meets a wait of about 8 s.
        for (int i = 0; i < 3; i++) {
            alice.send(bob);
            peers.run(Duration.ofSeconds(40));
        }
        long sent = requests();
        alice.send(bob);
        peers.run(Duration.ofSeconds(1));
        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
        assertThat(requests()).isEqualTo(sent + 1);
        peers.run(Duration.ofSeconds(30));

        Packet packet = alice.send(bob);
        peers.run(Duration.ofSeconds(20));

        assertThat(bob.kernel().delivered()).contains(packet);
    }

    @Test
    void anAcquireDuringTheWaitIsAnsweredWithTheCause() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.TRAP_AND_START), c -> c);
        peers.run(Duration.ofMillis(500));
        assertThat(failures()).hasSize(1);
        long sent = requests();

        Packet packet = alice.send(bob);
        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
        peers.run(Duration.ofSeconds(1));

        assertThat(requests()).isEqualTo(sent);
        assertThat(TwoPeers.told(alice, IkeEvent.AcquireIgnored.class))
                .singleElement()
                .asString()
                .contains("the last attempt has failed (")
                .containsPattern("the next may be made in \\d s");
        peers.run(Duration.ofSeconds(3));
        assertThat(bob.kernel().delivered()).contains(packet);
    }

    @Test
    void aPeerThatComesByItselfEndsTheWaiting() {
        peers.configure(c -> c.start(StartAction.TRAP).attempts(0), c -> c);
        peers.settle();
        peers.network().drop(d -> true);
        alice.send(bob);
        peers.run(Duration.ofMinutes(20));
        assertThat(failures()).hasSizeGreaterThan(3);
        peers.network().dropNothing();

        bob.initiate("alice");
        peers.run(Duration.ofSeconds(1));
        int before = failures().size();
        Packet packet = alice.send(bob);
        peers.run(Duration.ofMinutes(20));

        assertThat(bob.kernel().delivered()).contains(packet);
        assertThat(failures()).hasSize(before);
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
    }

    @Test
    void anOperatorNeedNotWait() {
        bobIsUnknown();
        peers.configure(c -> c, c -> c);
        List<Long> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            alice.initiate("bob");
            peers.run(Duration.ofMillis(500));
            requests.add(requests());
        }

        assertThat(requests).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatAnOperatorEndsIsNotTriedAgain() {
        peers.configure(c -> c.start(StartAction.START).attempts(0), c -> c);
        peers.network().drop(d -> true);
        peers.run(Duration.ofSeconds(3));

        alice.terminate("bob");
        peers.run(Duration.ofMinutes(10));

        assertThat(failures()).isEmpty();
        assertThat(alice.ikeSas()).isEmpty();
    }

    @Test
    void whatIsNoLongerConfiguredIsNotTriedAgain() {
        bobIsUnknown();
        peers.configure(c -> c.start(StartAction.START).attempts(0), c -> c);
        peers.run(Duration.ofSeconds(10));
        int before = failures().size();

        alice.forgetConnections();
        peers.run(Duration.ofHours(1));

        assertThat(failures()).hasSize(before);
    }

    /** The IKE SA stands; it is the further Child SA that is refused. */
    @Test
    void aFurtherChildSaThatIsRefusedIsTriedLater() {
        peers.configure(
                c -> c.ike(Algorithms.many())
                        .start(StartAction.TRAP)
                        .childless(Childless.PREFER)
                        .attempts(2),
                c -> c.childless(Childless.ALLOW).esp(Algorithms.esp(Algorithms.CHACHA, Algorithms.NO_ESN)));
        peers.settle();
        alice.send(bob);
        peers.run(Duration.ofMinutes(1));

        assertThat(failures()).hasSize(2);
        assertThat(failures().get(0).cause()).contains("NO_PROPOSAL_CHOSEN");
        assertThat(alice.ikeSas()).hasSize(1);
    }

    private void bobIsUnknown() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, false, Duration.ofHours(1)));
    }

    private List<IkeEvent.AttemptFailed> failures() {
        return alice.events(IkeEvent.AttemptFailed.class);
    }

    private long requests() {
        return forgery.sentBy(alice, ExchangeType.IKE_SA_INIT).size();
    }
}
