package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;

/** Our nonces. */
final class Nonce {
    /** Half the key of every PRF that we have, and twice what RFC 7296 section 2.10 wants at least. */
    static final int LENGTH = 32;

    private Nonce() {}

    static Octets fresh(RandomSource random) {
        return random.octets(LENGTH);
    }
}
