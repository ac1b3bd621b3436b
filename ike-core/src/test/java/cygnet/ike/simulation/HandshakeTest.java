package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HandshakeTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    @Test
    void twoHostsThatKnowEachOthersNamesEncrypt() {
        peers.configure(c -> c);

        peers.alice().initiate("bob");
        peers.settle();

        assertThat(peers.ladder()).containsExactly("");
    }
}
