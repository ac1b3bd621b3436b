package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.policy.Unique;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many IKE SAs of the same two identities: which of them another one puts in doubt (RFC 7296 section 2.4). */
class ManyAddressesTest {
    private static final int MANY = 60;
    /** So many between other addresses are asked when there is another IKE SA. */
    private static final int ASKED = 8;

    private static final Duration APART = Duration.ofSeconds(4);
    private static final Duration UNANSWERED = Duration.ofMinutes(5);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void aHostWithManyAddressesIsNotAskedOnAllOfThemForEachMore() {
        bob.configure(new ConnectionDraft(bob, alice).fromAnyOwnAddress().build());
        establishedWithEachAddress(MANY);

        assertThat(alice.ikeSas()).hasSize(MANY);
        assertThat(bob.ikeSas()).hasSize(MANY);
        assertThat(questions()).isBetween((long) MANY, (long) MANY * ASKED);
    }

    @Test
    void ofManyBetweenTheSameAddressesAllThatThePeerHasLostGo() {
        bob.configure(new ConnectionDraft(bob, alice).build());
        int many = 2 * ASKED;
        for (int i = 0; i < many; i++) {
            alice.configure(silentAboutItsStart().named("bob " + i).build());
            alice.initiate("bob " + i);
            peers.run(APART);
        }
        List<IkeSa> old = bob.ikeSas();
        assertThat(old).hasSize(many);
        alice.restart(true, Duration.ofMillis(1));
        peers.run(Duration.ofSeconds(1));

        alice.initiate("bob 0");
        peers.run(UNANSWERED);

        assertThat(bob.ikeSas()).hasSize(1).doesNotContainAnyElementsOf(old);
    }

    @Test
    void aPeerThatIsBackElsewhereWithoutAWordLosesWhatItHad() {
        bob.configure(new ConnectionDraft(bob, alice).fromAnywhere().build());
        alice.route(bob.address());
        alice.configure(silentAboutItsStart().fromAnyOwnAddress().build());
        alice.initiate("bob");
        peers.settle();
        IkeSa old = bob.ikeSa();
        alice.crash(true);
        alice.moveTo(IpAddress.parse("198.51.100.1"), bob.address());
        alice.start();
        peers.run(Duration.ofSeconds(1));

        alice.initiate("bob");
        peers.run(UNANSWERED);

        assertThat(bob.ikeSas()).hasSize(1).doesNotContain(old);
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class).toString()).contains("no answer to INFORMATIONAL");
    }

    @Test
    void aUniqueOneTakesThePlaceOfAllWhereverTheyAre() {
        ConnectionDraft draft = new ConnectionDraft(bob, alice).fromAnyOwnAddress();
        bob.configure(draft.build());
        int many = 2 * ASKED;
        establishedWithEachAddress(many);
        bob.replaceConnections(draft.unique(Unique.REPLACE).build());

        alice.configure(new ConnectionDraft(alice, bob).build());
        alice.initiate("bob");
        peers.run(APART);
        peers.settle();

        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(alice.ikeSas()).hasSize(1);
    }

    private void establishedWithEachAddress(int many) {
        for (IpAddress address : addresses(many)) {
            peers.network().attach(bob, address);
            String name = "bob at " + address;
            alice.configure(
                    new ConnectionDraft(alice, bob).named(name).at(address).build());
            alice.initiate(name);
            peers.run(APART);
        }
    }

    private static List<IpAddress> addresses(int many) {
        return IntStream.rangeClosed(1, many)
                .mapToObj(i -> IpAddress.parse("203.0.113." + i))
                .toList();
    }

    /** Its INITIAL_CONTACT would end everything at once. */
    private ConnectionDraft silentAboutItsStart() {
        return new ConnectionDraft(alice, bob).unique(Unique.NEVER);
    }

    private long questions() {
        return peers.ladder().stream()
                .filter(rung -> rung.contains(" > INFORMATIONAL request"))
                .count();
    }
}
