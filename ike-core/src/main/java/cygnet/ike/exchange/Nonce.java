package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.prf.PrfAlgorithm;

/** Our nonces. */
final class Nonce {
    /** Half the key of every PRF that we have, and twice what RFC 7296 section 2.10 wants at least. */
    static final int LENGTH = 32;

    private Nonce() {}

    static Octets fresh(RandomSource random) {
        return random.octets(LENGTH);
    }

    /** "nonces used in this specification [..] MUST be at least half the key size of the negotiated PRF" (section 2.10). */
    static boolean isLongEnough(Octets nonce, PrfAlgorithm prf) {
        return 2 * nonce.length() >= prf.outputLength();
    }
}
