package cygnet.ike.sa;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;

/**
 * What AUTH covers of the IKE_INTERMEDIATE exchanges before it (RFC 9242 section 3.3.2): the chained PRF of each side's
 * messages.
 *
 * @param ofInitiator IntAuth_iN; empty before the first exchange
 * @param ofResponder IntAuth_rN
 * @param exchanges N
 */
public record IntermediateAuth(Octets ofInitiator, Octets ofResponder, int exchanges) {
    public static final IntermediateAuth NONE = new IntermediateAuth(Octets.empty(), Octets.empty(), 0);

    /**
     * After one more exchange: IntAuth_n = prf(SK_pn, IntAuth_(n-1) | A | P).
     *
     * @param keys those that the exchange was protected with
     * @param request A | P of the request
     * @param response A | P of the response
     */
    public IntermediateAuth after(IkeKeys keys, Octets request, Octets response) {
        return new IntermediateAuth(
                chain(keys, true, ofInitiator, request), chain(keys, false, ofResponder, response), exchanges + 1);
    }

    private static Octets chain(IkeKeys keys, boolean initiator, Octets before, Octets message) {
        try (Secret mac = keys.prf().compute(keys.skP(initiator), before, message)) {
            return mac.reveal();
        }
    }

    /** IntAuth = IntAuth_iN | IntAuth_rN | IKE_AUTH_MID; empty if there was no such exchange. */
    public Octets octets() {
        // Message IDs: 0 was IKE_SA_INIT, 1 to N were these, N + 1 is IKE_AUTH.
        return exchanges == 0 ? Octets.empty() : Octets.concat(ofInitiator, ofResponder, Octets.ofInt(exchanges + 1));
    }
}
