package cygnet.dns.resolver;

import cygnet.crypto.RandomSource;

/** Unpredictable numbers (RFC 5452 section 9.2), drawn in batches because each draw from the system costs much the same. */
final class Ids {
    private static final int BATCH = 4096;

    private final RandomSource random;
    private final byte[] drawn = new byte[BATCH];
    private int next = BATCH;

    Ids(RandomSource random) {
        this.random = random;
    }

    /** 0 to 65535. */
    int next() {
        if (next == BATCH) {
            random.fill(drawn);
            next = 0;
        }
        int id = Wire.uint16(drawn, next);
        next += 2;
        return id;
    }

    /** 0 to {@code bound} - 1; {@code bound} is far below 65536, so that the bias does not matter. */
    int below(int bound) {
        return next() % bound;
    }
}
