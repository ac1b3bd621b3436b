package cygnet.ike.simulation;

import org.junit.jupiter.api.Test;

/** As {@link RandomWalkTest}, with the same properties: {@code -Dcygnet.walks=10000}, {@code -Dcygnet.walk=17}. */
class GroupWalkTest {
    private static final int WALKS = 300;

    @Test
    void nothingPrivateIsEverInClearAndAllIsWellInTheEnd() {
        long first = Long.getLong("cygnet.walk", 1);
        long count = Long.getLong("cygnet.walks", System.getProperty("cygnet.walk") != null ? 1 : WALKS);
        for (long seed = first; seed < first + count; seed++) {
            new GroupWalk(seed).run();
        }
    }
}
