package cygnet.ike.policy;

import cygnet.crypto.RandomSource;

/**
 * How much one SA may carry, in octets or in packets, before it is renewed and before it ends (RFC 7296 section 2.8: a local
 * matter). Zero turns a limit off.
 *
 * @param rekey after so much, less a random part of {@code jitter}
 * @param hard the end, if no rekeying has succeeded
 */
public record Volume(long rekey, long hard, long jitter) {
    public static final Volume UNLIMITED = new Volume(0, 0, 0);

    /** How much one SA carries before it is renewed; at least 1 unless that is off. */
    public long soft(RandomSource random) {
        long less = jitter <= 0 ? 0 : Math.floorMod(random.nextLong(), jitter);
        return rekey == 0 ? 0 : Math.max(1, rekey - less);
    }
}
