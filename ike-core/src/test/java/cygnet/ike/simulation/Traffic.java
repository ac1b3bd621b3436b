package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Packets that go both ways all the time, densely at first, each of which has to arrive. */
final class Traffic {
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration LONG_PAUSE = Duration.ofMillis(200);
    private static final int DENSE = 400;

    private final TwoPeers peers;
    private final List<Packet> there = new ArrayList<>();
    private final List<Packet> back = new ArrayList<>();
    private boolean flows = true;

    private Traffic(TwoPeers peers) {
        this.peers = peers;
    }

    /** Begins to send now. */
    static Traffic between(TwoPeers peers) {
        Traffic traffic = new Traffic(peers);
        traffic.send();
        return traffic;
    }

    private void send() {
        if (flows) {
            there.add(peers.alice().send(peers.bob()));
            back.add(peers.bob().send(peers.alice()));
            peers.simulation().after(there.size() < DENSE ? PAUSE : LONG_PAUSE, this::send);
        }
    }

    /** Stops, waits for the last packet and the last exchange, and looks for every packet at its destination. */
    void stopAndFindAll() {
        flows = false;
        peers.run(Duration.ofSeconds(1));
        peers.settle();
        assertThat(peers.alice().kernel().discarded()).as("lost by alice").isEmpty();
        assertThat(peers.bob().kernel().discarded()).as("lost by bob").isEmpty();
        assertThat(new HashSet<>(peers.bob().kernel().delivered()).containsAll(there))
                .isTrue();
        assertThat(new HashSet<>(peers.alice().kernel().delivered()).containsAll(back))
                .isTrue();
        assertThat(peers.network().clearPackets()).isEmpty();
    }
}
