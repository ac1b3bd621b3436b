package cygnet.crypto;

import java.util.Random;

/** Random octets that the seed alone decides. */
public final class SeededRandom implements RandomSource {
    private final Random random;

    public SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void fill(byte[] target) {
        random.nextBytes(target);
    }

    /** 0 to {@code bound} - 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
