package cygnet.ike.simulation;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code -Dcygnet.hostile=10000} walks more, {@code -Dcygnet.hostile.seed=17} one alone. */
class HostileWalkTest {
    private static final int WALKS = 400;
    private static final int SCRIPT_OCTETS = 600;

    @Test
    void whateverIsSaidWithOrWithoutKeysNothingBreaksAndNothingIsLeft() {
        boolean one = System.getProperty("cygnet.hostile.seed") != null;
        long first = Long.getLong("cygnet.hostile.seed", 1);
        long count = one ? 1 : Long.getLong("cygnet.hostile", WALKS);
        for (long seed = first; seed < first + count; seed++) {
            byte[] script = new byte[SCRIPT_OCTETS];
            new Random(seed).nextBytes(script);
            try {
                new HostileWalk(script).run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
