package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.Input;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.policy.Unique;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INITIAL_CONTACT (RFC 7296 section 2.4), Rule R37, and how many IKE SAs a peer may have. */
class InitialContactTest {
    private static final Duration NO_TIME = Duration.ofMillis(1);
    private static final Duration MOMENT = Duration.ofMillis(300);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    /** Rule R37: in the first request and in its response; not when we have met. */
    @Test
    void itIsSaidOnceInALife() {
        peers.established(c -> c);
        assertThat(withNotify()).hasSize(2).allMatch(rung -> rung.contains(" > IKE_AUTH re"));

        alice.terminate("bob");
        peers.settle();
        alice.initiate("bob");
        peers.settle();

        assertThat(withNotify()).hasSize(2);
    }

    @Test
    void afterARestartItIsSaidAgainAndEndsWhatThePeerStillHasWithoutAWord() {
        peers.established(c -> c);
        IkeSa old = bob.ikeSa();
        alice.restart(true, NO_TIME);
        peers.run(MOMENT);
        int before = peers.ladder().size();

        alice.initiate("bob");
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
        assertThat(peers.ladder().subList(before, peers.ladder().size()))
                .hasSize(4)
                .noneMatch(rung -> rung.contains("INFORMATIONAL"));
        peers.settle();
        assertThat(bob.child().outboundSpi()).isEqualTo(alice.child().inboundSpi());
    }

    /** The Delete is for somebody who is no more, and who came after it will not answer. */
    @Test
    void anIkeSaThatIsAboutToEndEndsAsWell() {
        peers.established(c -> c);
        IkeSa old = bob.ikeSa();
        alice.crash(true);
        bob.terminate("alice");
        peers.run(MOMENT);
        assertThat(bob.ikeSas()).containsExactly(old);
        alice.start();

        alice.initiate("bob");
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
    }

    /** Rule R37: who has not authenticated has said nothing. */
    @Test
    void aPeerThatCannotProveWhoItIsEndsNothing() {
        peers.established(c -> c);
        IkeSa old = bob.ikeSa();
        alice.crash(true);
        alice.forgetConnections();
        alice.start();
        alice.configure(new ConnectionDraft(alice, bob).signingWith(bob.key()).build());

        alice.initiate("bob");
        peers.run(MOMENT);

        assertThat(peers.ladder()).last().asString().contains("AUTHENTICATION_FAILED");
        assertThat(bob.ikeSas()).containsExactly(old);
        bob.terminate("alice");
    }

    /** Rule R65: an anonymous peer neither says it nor is it listened to. */
    @Test
    void anAnonymousPeerEndsNothing() {
        peers.configure(
                c -> c.anonymous().remote(new RemoteAuth.Null()),
                c -> c.anonymous().anybody());
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        alice.restart(true, NO_TIME);
        peers.run(MOMENT);

        alice.initiate("bob");
        peers.run(MOMENT);

        assertThat(withNotify()).isEmpty();
        assertThat(bob.ikeSas()).hasSize(2).contains(old);
        bob.terminate("alice");
        peers.run(Duration.ofMinutes(5));
    }

    /** Both begin at the same moment after a restart: neither ends what the other has just made. */
    @Test
    void twoThatSayItAtTheSameMomentEndWithOnePair() {
        for (int millis = 0; millis < 60; millis += 2) {
            int offset = millis;
            TwoPeers.tell(millis, two -> {
                two.configure(c -> c.start(StartAction.TRAP));
                two.settle();
                Packet there = two.alice().send(two.bob());
                two.run(Duration.ofMillis(offset));
                Packet back = two.bob().send(two.alice());
                two.run(Duration.ofSeconds(20));
                two.settle();
                assertThat(two.bob().kernel().delivered()).contains(there);
                assertThat(two.alice().kernel().delivered()).contains(back);
                assertThat(two.alice().child().outboundSpi())
                        .isEqualTo(two.bob().child().inboundSpi());
            });
        }
    }

    @Test
    void whoeverIsNotUniqueNeitherSaysNorHearsIt() {
        peers.configure(c -> c, c -> c.unique(Unique.NEVER));
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        alice.restart(true, NO_TIME);
        peers.run(MOMENT);

        alice.initiate("bob");
        peers.run(MOMENT);

        assertThat(withNotify()).hasSize(2).allMatch(rung -> rung.startsWith("alice"));
        assertThat(bob.ikeSas()).hasSize(2).contains(old);
        bob.handle(new Input.TerminateIkeSa(old.uniqueId()));
        peers.run(Duration.ofMinutes(5));
    }

    /** The old one of a peer that says nothing is asked for a sign of life, and goes when there is none. */
    @Test
    void anotherIkeSaOfAKnownPeerHasTheOldOneChecked() {
        peers.configure(c -> c.unique(Unique.NEVER), c -> c);
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        alice.restart(true, NO_TIME);
        peers.run(Duration.ofSeconds(2));

        alice.initiate("bob");
        peers.run(Duration.ofSeconds(4));

        assertThat(bob.events(IkeEvent.PeerDoubted.class)).hasSize(1);
        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
        assertThat(bob.child().outboundSpi()).isEqualTo(alice.child().inboundSpi());
    }

    @Test
    void anotherIkeSaOfALivingPeerLeavesTheOldOneAlone() {
        peers.established(c -> c);
        beginAnother();

        assertThat(alice.ikeSas()).hasSize(2);
        assertThat(bob.ikeSas()).hasSize(2);
    }

    @Test
    void aUniqueIkeSaTakesThePlaceOfTheOldOne() {
        peers.established(c -> c.unique(Unique.REPLACE));
        IkeSa old = bob.ikeSa();
        beginAnother();

        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(alice.child().outboundSpi()).isEqualTo(bob.child().inboundSpi());
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class).toString()).contains("unique = replace");
    }

    @Test
    void theFirstOfThoseThatMustBeUniqueIsKept() {
        peers.configure(c -> c, c -> c.unique(Unique.KEEP));
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        beginAnother();

        assertThat(bob.ikeSas()).containsExactly(old);
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class).toString()).contains("unique = keep");
    }

    @Test
    void aPeerThatHasStartedAnewIsNotKeptOutByItsFormerSelf() {
        peers.configure(c -> c, c -> c.unique(Unique.KEEP));
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        alice.restart(true, NO_TIME);
        peers.run(MOMENT);

        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
    }

    /** alice has two connections to bob, as far as she is concerned. */
    private void beginAnother() {
        alice.configure(new ConnectionDraft(alice, bob).named("bob too").build());
        alice.initiate("bob too");
        peers.run(Duration.ofSeconds(10));
        peers.settle();
    }

    private List<String> withNotify() {
        Predicate<String> says = rung -> rung.contains("N(INITIAL_CONTACT)");
        return peers.ladder().stream()
                .filter(says)
                .filter(rung -> rung.contains(ExchangeType.IKE_AUTH.toString()))
                .toList();
    }
}
