package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code -Dcygnet.walks=10000} walks more, {@code -Dcygnet.walk=17} one alone, both together so many from there on. */
class RandomWalkTest {
    private static final int WALKS = 300;

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

    private static void walk(RandomWalk.Terrain terrain) {
        long first = Long.getLong("cygnet.walk", 1);
        long count = Long.getLong("cygnet.walks", System.getProperty("cygnet.walk") != null ? 1 : WALKS);
        for (long seed = first; seed < first + count; seed++) {
            new RandomWalk(seed, terrain).run();
        }
    }

    @Test
    void theSameSeedGivesTheSameWalk() {
        assertThat(new RandomWalk(42).run()).isEqualTo(new RandomWalk(42).run());
    }
}
