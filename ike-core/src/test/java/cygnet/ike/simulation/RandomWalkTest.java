package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** {@code -Dcygnet.walks=10000} walks more, {@code -Dcygnet.walk=17} one alone, both together so many from there on. */
class RandomWalkTest {
    private static final int WALKS = 300;
    private static final int HYBRID_WALKS = 100;

    @Test
    void whateverHappensBothSidesAgreeInTheEnd() {
        walk(RandomWalk.Terrain.PLAIN);
    }

    /** Rules R93 to R96. */
    @Test
    void hostsThatMoveAgreeInTheEnd() {
        walk(RandomWalk.Terrain.MOVING);
    }

    /** Rules R93 and R94. */
    @Test
    void aHostBehindARestlessNatAgreesWithItsPeerInTheEnd() {
        walk(RandomWalk.Terrain.NAT);
    }

    /** Rule R54: all of them, on any terrain, with ML-KEM in every rekeying (RFC 9370 section 2.2.4). */
    @Test
    void hostsThatMakeAdditionalKeyExchangesAgreeInTheEnd() {
        RandomWalk.Terrain[] terrains = RandomWalk.Terrain.values();
        walk(HYBRID_WALKS, seed -> new RandomWalk(seed, terrains[(int) (seed % terrains.length)], true));
    }

    private static void walk(RandomWalk.Terrain terrain) {
        walk(WALKS, seed -> new RandomWalk(seed, terrain));
    }

    private static void walk(int usual, LongFunction<RandomWalk> way) {
        long first = Long.getLong("cygnet.walk", 1);
        long count = Long.getLong("cygnet.walks", System.getProperty("cygnet.walk") != null ? 1 : usual);
        for (long seed = first; seed < first + count; seed++) {
            way.apply(seed).run();
        }
    }

    @Test
    void theSameSeedGivesTheSameWalk() {
        assertThat(new RandomWalk(42).run()).isEqualTo(new RandomWalk(42).run());
    }
}
