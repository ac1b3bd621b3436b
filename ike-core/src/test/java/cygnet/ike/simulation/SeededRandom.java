package cygnet.ike.simulation;

import cygnet.crypto.RandomSource;
import java.util.SplittableRandom;

/** Randomness that repeats itself: the same seed gives the same octets. */
public final class SeededRandom implements RandomSource {
    private final SplittableRandom random;

    public SeededRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }
}
