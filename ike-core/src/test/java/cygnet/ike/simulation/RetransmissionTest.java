package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.engine.DropCause;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests that are repeated, responses that are kept, and message IDs (RFC 7296 sections 2.1 to 2.4). */
class RetransmissionTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int LOSSY_HANDSHAKES = 200;

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rules R23 and R29: bit-identical, each wait longer than the one before up to a limit, a dozen in several minutes. */
    @Test
    void anUnansweredRequestIsRepeatedBitForBitAtGrowingIntervalsUntilItIsGivenUp() {
        peers.configure(c -> c);
        peers.network().drop(d -> true);
        alice.initiate("bob");
        peers.settle();

        List<Datagram> sent = forgery.sentBy(alice);
        assertThat(sent).hasSize(12);
        assertThat(sent).extracting(Datagram::octets).containsOnly(sent.get(0).octets());
        List<Duration> waits = waits(sent);
        assertThat(waits).isSorted();
        assertThat(waits.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(waits.get(waits.size() - 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(peers.simulation().elapsed()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("no answer to IKE_SA_INIT after 12 tries");
    }

    /** Rule R23: the IV is not drawn anew. */
    @Test
    void aProtectedRequestIsRepeatedBitForBit() {
        peers.configure(c -> c);
        peers.network().dropNext(3, Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.settle();

        List<Datagram> sent = forgery.sentBy(alice, ExchangeType.IKE_AUTH);
        assertThat(sent).hasSize(4);
        assertThat(sent).extracting(Datagram::octets).containsOnly(sent.get(0).octets());
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R24, and CVE class VU#419128: whoever answers sends one answer to each request, and nothing by a timer. */
    @Test
    void aResponderSendsNothingUnasked() {
        peers.configure(c -> c);
        peers.network().drop(d -> d.sender() == bob);
        alice.initiate("bob");
        peers.run(Duration.ofSeconds(20));

        assertThat(forgery.sentBy(bob)).hasSameSizeAs(forgery.sentBy(alice));
        peers.network().drop(d -> true);
        int before = forgery.sentBy(bob).size();
        peers.settle();
        assertThat(forgery.sentBy(bob)).hasSize(before);
    }

    /** Rule R25. */
    @Test
    void aRepeatedRequestGetsTheSameResponseWithoutBeingWorkedOnAgain() {
        peers.established(c -> c);
        Octets request = forgery.lastOf(alice).octets();
        Octets response = forgery.lastOf(bob).octets();
        int questions = bob.dns().asked().size();
        for (int i = 0; i < 3; i++) {
            forgery.inject(alice, bob, request);
        }
        peers.settle();

        assertThat(forgery.sentBy(bob, ExchangeType.IKE_AUTH))
                .hasSize(4)
                .extracting(Datagram::octets)
                .containsOnly(response);
        assertThat(bob.dns().asked()).hasSize(questions);
        assertThat(bob.children()).hasSize(1);
    }

    /** Rule R25: what is older than the window is not even answered. */
    @Test
    void aRequestThatIsLongAnsweredIsIgnored() {
        peers.established(c -> c);
        Octets auth = forgery.lastOf(alice).octets();
        alice.rekeyChild("bob");
        peers.settle();
        int before = forgery.sentBy(bob).size();
        forgery.inject(alice, bob, auth);
        peers.settle();

        assertThat(forgery.sentBy(bob)).hasSize(before);
        assertThat(bob.engine().drops()).containsKey(DropCause.UNEXPECTED);
    }

    /** Rule R26: no answer, above all not INVALID_MESSAGE_ID. */
    @Test
    void aRequestFromBeyondTheWindowIsDropped() {
        peers.established(c -> c);
        for (int messageId : List.of(3, 4, 1000, Integer.MAX_VALUE, -1)) {
            forgery.inject(alice, bob, Forgery.informational(alice, messageId));
        }
        int before = forgery.sentBy(bob).size();
        peers.settle();

        assertThat(forgery.sentBy(bob)).hasSize(before);
        assertThat(bob.ikeSas()).hasSize(1);
    }

    /** Rule R32: also an authentic one. */
    @Test
    void aResponseThatNobodyAskedForIsDropped() {
        peers.established(c -> c);
        int before = peers.network().sent().size();
        for (int messageId = 0; messageId < 4; messageId++) {
            forgery.inject(bob, alice, Forgery.sealed(bob, ExchangeType.INFORMATIONAL, true, messageId));
        }
        forgery.inject(bob, alice, forgery.lastOf(bob).octets());
        peers.settle();

        assertThat(peers.network().sent()).hasSize(before);
        assertThat(alice.children()).hasSize(1);
    }

    @Test
    void aResponseOfAnotherExchangeIsNoAnswer() {
        peers.established(c -> c);
        peers.network().drop(d -> d.sender() == alice);
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        forgery.inject(bob, alice, Forgery.sealed(bob, ExchangeType.INFORMATIONAL, true, 2));
        peers.run(MOMENT);
        peers.network().dropNothing();
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(TwoPeers.told(alice, IkeEvent.ChildSaInstalled.class)).hasSize(2);
    }

    /** Rule R22: each direction counts for itself, and the responder of IKE_SA_INIT begins with 0. */
    @Test
    void theRespondersFirstRequestHasMessageIdZero() {
        peers.established(c -> c);
        bob.rekeyChild("alice");
        peers.settle();

        assertThat(peers.ladder())
                .anyMatch(rung -> rung.startsWith("bob > CREATE_CHILD_SA request 0 "))
                .anyMatch(rung -> rung.startsWith("alice > CREATE_CHILD_SA response 0 "));
    }

    /** Rule R27: a window of one for each direction, so that two requests that cross do not wait for each other. */
    @Test
    void thePeersRequestIsAnsweredWhileOurOwnIsOut() {
        peers.established(c -> c);
        peers.network()
                .drop(d -> d.sender() == alice
                        && d.header().orElseThrow().exchange().equals(ExchangeType.CREATE_CHILD_SA)
                        && !d.header().orElseThrow().response());
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        forgery.inject(bob, alice, Forgery.informational(bob, 0));
        peers.run(MOMENT);

        assertThat(forgery.sentBy(alice, ExchangeType.INFORMATIONAL)).hasSize(1);
        assertThat(alice.engine().underWay()).isNotEmpty();
    }

    /** Rule R87: the keys are gone, but a peer that missed the answer to its Delete gets it. */
    @Test
    void theAnswerToADeleteIsRepeatedWhenTheIkeSaIsGone() {
        peers.established(c -> c);
        peers.network().dropNext(2, Forgery.by(bob, ExchangeType.INFORMATIONAL));
        alice.terminate("bob");
        peers.settle();

        assertThat(forgery.sentBy(bob, ExchangeType.INFORMATIONAL))
                .hasSize(3)
                .extracting(Datagram::octets)
                .containsOnly(forgery.lastOf(bob).octets());
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("terminated by the operator");
    }

    @Test
    void aLateDuplicateOfTheFirstRequestMakesNoSecondIkeSa() {
        peers.established(c -> c);
        Datagram init = forgery.sentBy(alice).get(0);
        peers.network().inject(init.source(), init.destination(), init.octets());
        peers.settle();

        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(bob.engine().halfOpen()).isZero();
    }

    @Test
    void aPeerThatHasVanishedIsGivenUpAndItsSasRemoved() {
        peers.established(c -> c.liveness(Duration.ofSeconds(30)));
        peers.network().drop(d -> true);
        peers.run(Duration.ofMinutes(10));

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
    }

    /** Every seed is a handshake through loss, duplication, reordering and corruption of its own. */
    @Test
    void handshakesSurviveABadNetwork() {
        int established = 0;
        for (long seed = 1; seed <= LOSSY_HANDSHAKES; seed++) {
            TwoPeers pair = new TwoPeers(seed, EngineConfig.DEFAULT);
            try {
                pair.configure(c -> c);
                pair.network().weather(new Weather(Duration.ofMillis(1), Duration.ofMillis(900), 0.3, 0.2, 0.05));
                pair.alice().initiate("bob");
                pair.settle();
                established += pair.alice().children().size();
                pair.network().weather(Weather.FAIR);
                pair.alice().initiate("bob");
                pair.settle();
                assertThat(pair.alice().children()).hasSize(1);
                pair.simulation().finish();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n"
                                + pair.simulation().story(),
                        e);
            }
        }
        // Twelve tries for each of two exchanges: next to none should come to nothing.
        assertThat(established).isGreaterThan(LOSSY_HANDSHAKES * 9 / 10);
    }

    private static List<Duration> waits(List<Datagram> sent) {
        List<Duration> waits = new ArrayList<>();
        for (int i = 1; i < sent.size(); i++) {
            waits.add(sent.get(i).at().minus(sent.get(i - 1).at()));
        }
        return waits;
    }
}
