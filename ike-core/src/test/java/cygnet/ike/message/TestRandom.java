package cygnet.ike.message;

import cygnet.crypto.RandomSource;
import java.util.Random;

/** Randomness that repeats. */
final class TestRandom implements RandomSource {
    private final Random random;

    TestRandom(long seed) {
        random = new Random(seed);
    }

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }
}
