package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.Input;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.sa.ChildSa;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A story of two exchanges that cross, told with several seeds, so that each side has the lowest nonce in some of them.
 * Packets go both ways all the time, and not one may be lost.
 */
final class Crossing {
    private static final int SEEDS = 8;
    private static final Duration CALM = Duration.ofSeconds(30);

    private final TwoPeers peers;

    private Crossing(TwoPeers peers) {
        this.peers = peers;
    }

    /** Tells a story after which both sides have one IKE SA with one Child SA. */
    static void ofRekeyings(Consumer<Crossing> story) {
        ofRekeyings(c -> c, story);
    }

    static void ofRekeyings(UnaryOperator<ConnectionDraft> both, Consumer<Crossing> story) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            told(seed, both, true, story, alice -> {});
        }
    }

    /** The same, and each side has to win sometimes. */
    static void inBothOrders(Function<Host, Boolean> winner, Consumer<Crossing> story) {
        inBothOrders(c -> c, winner, story);
    }

    static void inBothOrders(
            UnaryOperator<ConnectionDraft> both, Function<Host, Boolean> winner, Consumer<Crossing> story) {
        Set<Boolean> winners = new HashSet<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            told(seed, both, true, story, alice -> winners.add(winner.apply(alice)));
        }
        assertThat(winners).as("whether alice's stays").containsExactlyInAnyOrder(true, false);
    }

    /** Tells a story that ends without SAs, or with packets lost because there are none. */
    static void ofDeletions(Consumer<Crossing> story) {
        ofDeletions(c -> c, story);
    }

    static void ofDeletions(UnaryOperator<ConnectionDraft> both, Consumer<Crossing> story) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            told(seed, both, false, story, alice -> {});
        }
    }

    private static void told(
            long seed,
            UnaryOperator<ConnectionDraft> both,
            boolean stays,
            Consumer<Crossing> story,
            Consumer<Host> inTheEnd) {
        TwoPeers peers = new TwoPeers(seed, EngineConfig.DEFAULT);
        try {
            peers.established(both);
            Traffic traffic = stays ? Traffic.between(peers) : null;
            story.accept(new Crossing(peers));
            peers.network().dropNothing();
            peers.network().release();
            peers.run(CALM);
            if (traffic != null) {
                traffic.stopAndFindAll();
                assertThat(peers.alice().child().outboundSpi())
                        .isEqualTo(peers.bob().child().inboundSpi());
                assertThat(peers.alice().ikeSa().spis())
                        .isEqualTo(peers.bob().ikeSa().spis());
            } else {
                peers.settle();
            }
            inTheEnd.accept(peers.alice());
            peers.simulation().finish();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + peers.simulation().story(), e);
        }
    }

    TwoPeers peers() {
        return peers;
    }

    Host alice() {
        return peers.alice();
    }

    Host bob() {
        return peers.bob();
    }

    void rekeyChild(Host host) {
        host.rekeyChild(host.peer().name());
    }

    void rekeyIke(Host host) {
        host.rekeyIke(host.peer().name());
    }

    void deleteChild(Host host) {
        for (ChildSa child : host.children()) {
            host.handle(new Input.TerminateChildSa(child.uniqueId()));
        }
    }

    void millis(long millis) {
        peers.run(Duration.ofMillis(millis));
    }

    void seconds(long seconds) {
        peers.run(Duration.ofSeconds(seconds));
    }

    void hold(Predicate<SimulatedNetwork.Datagram> which) {
        peers.network().hold(which);
    }

    void lose(Predicate<SimulatedNetwork.Datagram> which) {
        peers.network().drop(which);
    }

    void loseNothing() {
        peers.network().dropNothing();
    }

    void release() {
        peers.network().release();
    }

    static Predicate<SimulatedNetwork.Datagram> requests(Host sender, ExchangeType exchange) {
        return messages(sender, exchange, false);
    }

    static Predicate<SimulatedNetwork.Datagram> responses(Host sender, ExchangeType exchange) {
        return messages(sender, exchange, true);
    }

    private static Predicate<SimulatedNetwork.Datagram> messages(Host sender, ExchangeType exchange, boolean response) {
        return datagram -> datagram.sender() == sender
                && datagram.header()
                        .filter(h -> h.exchange().equals(exchange) && h.response() == response)
                        .isPresent();
    }
}
