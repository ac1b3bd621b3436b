package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rule R94: two hosts behind one NAT that both want transport mode with the same host (RFC 7296 section 2.23.1, RFC 3948
 * section 5.2). There both have the NAT's address, and no policy can tell what is for which; so the second is refused.
 */
class NatNeighboursTest {
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.1");
    private static final IpAddress ELSEWHERE = IpAddress.parse("203.0.113.99");
    private static final String REFUSAL =
            "no Child SA (TS_UNACCEPTABLE): alice[1] has the traffic of 203.0.113.1, and is"
                    + " behind the same NAT: packets could not be told apart";

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Host carol = peers.simulation().host("carol", "192.0.2.3", EngineConfig.DEFAULT);
    private final Nat nat = peers.network().natBefore(alice, OUTSIDE);

    NatNeighboursTest() {
        nat.add(carol);
        carol.share(new SharedSecret("ours", List.of(), Secret.copyOf(Octets.ofAscii("a secret of two"))));
        peers.shareSecret();
    }

    @Test
    void theSecondIsRefusedWithAReasonThatBothLearnAndTheFirstKeepsItsTraffic() {
        configure(c -> c.sharedKey(), c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        carol.initiate("bob");
        peers.settle();

        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class)).anyMatch(line -> line.endsWith(REFUSAL));
        assertThat(TwoPeers.told(carol, IkeEvent.IkeSaClosed.class)).anyMatch(line -> line.contains("TS_UNACCEPTABLE"));
        assertThat(carol.ikeSas()).isEmpty();
        Packet there = alice.send(bob);
        Packet back = Packet.tcp(bob.address(), OUTSIDE, 7, 99);
        bob.kernel().output(back);
        peers.settle();
        assertThat(bob.kernel().delivered()).extracting(Packet::number).containsExactly(there.number());
        assertThat(alice.kernel().delivered()).extracting(Packet::number).containsExactly(99L);
        assertThat(carol.kernel().delivered()).isEmpty();
    }

    @Test
    void onceTheFirstHasGoneTheSecondIsWelcome() {
        configure(c -> c.sharedKey(), c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        alice.terminate("bob");
        peers.settle();
        carol.initiate("bob");
        peers.settle();

        assertThat(carol.children()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    /** The first may have gone without a word: it is asked, so that the second need not wait forever. */
    @Test
    void aFirstThatIsGoneIsFoundOutByTheSecond() {
        configure(c -> c.sharedKey(), c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        peers.network().drop(d -> d.sender() == alice);
        // whoever was heard within the last second is not asked
        peers.run(Duration.ofSeconds(2));
        carol.initiate("bob");
        peers.run(Duration.ofMinutes(10));
        assertThat(bob.ikeSas()).isEmpty();
        carol.initiate("bob");
        peers.run(Duration.ofSeconds(5));

        assertThat(carol.children()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
        alice.terminate("bob");
        peers.run(Duration.ofMinutes(10));
    }

    /** It has the same name and proves it, as after a crash. */
    @Test
    void whoeverComesBackIsNotItsOwnNeighbour() {
        configure(c -> c.sharedKey(), c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        peers.network().drop(Forgery.by(alice, ExchangeType.INFORMATIONAL));
        alice.terminate("bob");
        peers.run(Duration.ofMinutes(10));
        peers.network().dropNothing();
        nat.restart();
        alice.initiate("bob");
        peers.run(Duration.ofSeconds(5));

        assertThat(alice.children()).hasSize(1);
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class)).isEmpty();
    }

    /** Nobody knows whether two anonymous peers are one (RFC 7619 section 3.2). */
    @Test
    void ofTwoAnonymousNeighboursTheSecondIsRefused() {
        UnaryOperator<ConnectionDraft> client =
                c -> c.anonymous().pinned(bob.key().verificationKey());
        configure(client, c -> c.anybody().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        carol.initiate("bob");
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(carol.children()).isEmpty();
    }

    /** The first of two NATs gets the address of the other, as a provider may do it. */
    @Test
    void aPeerThatMovesToItsNeighboursAddressHasToBeginAnew() {
        configure(c -> c.sharedKey(), c -> c.sharedKey().fromAnywhere());
        alice.initiate("bob");
        peers.settle();
        nat.moveTo(ELSEWHERE);
        carol.initiate("bob");
        peers.run(Duration.ofSeconds(1));
        assertThat(bob.children()).hasSize(2);
        alice.send(bob);
        peers.run(Duration.ofSeconds(5));

        assertThat(bob.children()).hasSize(1);
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .anyMatch(line -> line.contains("the peer cannot be at 203.0.113.99:40005: that is carol[2]"));
    }

    private void configure(UnaryOperator<ConnectionDraft> clients, UnaryOperator<ConnectionDraft> server) {
        bob.configure(
                server.apply(new ConnectionDraft(bob, alice)).build(),
                server.apply(new ConnectionDraft(bob, carol)).build());
        for (Host client : List.of(alice, carol)) {
            client.configure(clients.apply(new ConnectionDraft(client, bob)).build());
        }
    }
}
