package cygnet.ike.auth;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.InitResult;

/**
 * What AUTH covers (RFC 7296 section 2.15): the signer's own IKE_SA_INIT message, the other side's nonce, a MAC of the
 * signer's identity, and the IKE_INTERMEDIATE exchanges of both (RFC 9242 section 3.3.2).
 */
public final class AuthOctets {
    private static final Octets KEY_PAD = Octets.ofAscii("Key Pad for IKEv2");

    private AuthOctets() {}

    /**
     * The octets to sign.
     *
     * @param ofInitiator whose AUTH it is
     * @param idBody the body of the signer's ID payload exactly as on the wire, RESERVED octets included
     */
    public static Octets signed(InitResult init, boolean ofInitiator, Octets idBody) {
        IkeKeys keys = init.keys();
        try (Secret macedId = keys.prf().compute(keys.skP(ofInitiator), idBody)) {
            Octets own = ofInitiator ? init.initiatorMessage() : init.responderMessage();
            Octets othersNonce = ofInitiator ? init.responderNonce() : init.initiatorNonce();
            return Octets.concat(
                    own, othersNonce, macedId.reveal(), init.intermediate().octets());
        }
    }

    /**
     * The AUTH of nobody (RFC 7619 section 2.1): that of a shared key, with SK_pi or SK_pr in its place, so that it ties
     * IKE_SA_INIT to the rest all the same.
     *
     * @param ofInitiator whose AUTH it is: each direction has its own key
     */
    public static Octets nullMac(InitResult init, boolean ofInitiator, Octets signed) {
        return sharedKeyMac(init, init.keys().skP(ofInitiator), signed);
    }

    /** prf(prf(secret, "Key Pad for IKEv2"), octets): the AUTH of a shared key. */
    public static Octets sharedKeyMac(InitResult init, Secret secret, Octets signed) {
        try (Secret padded = init.keys().prf().compute(secret, KEY_PAD);
                Secret mac = init.keys().prf().compute(padded, signed)) {
            return mac.reveal();
        }
    }
}
