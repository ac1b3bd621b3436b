package cygnet.ike.sa;

import cygnet.crypto.Octets;

/**
 * The lower of the two nonces of an exchange that rekeys, which decides between two such exchanges that crossed (RFC 7296
 * sections 2.8.1, 2.8.2).
 *
 * @param ours we began the exchange
 */
public record RekeyNonces(boolean ours, Octets lowest) {
    public static RekeyNonces of(boolean ours, Octets initiator, Octets responder) {
        return new RekeyNonces(ours, compare(initiator, responder) <= 0 ? initiator : responder);
    }

    /** Whether what this exchange made has to go: it has the lowest of the four nonces. */
    public boolean losesTo(RekeyNonces other) {
        return compare(lowest, other.lowest) < 0;
    }

    /** "Octet by octet [..]. If you reach the end of one nonce, that nonce is the lower one." */
    private static int compare(Octets a, Octets b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            if (a.at(i) != b.at(i)) {
                return Integer.compare(a.at(i) & 0xff, b.at(i) & 0xff);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
