package cygnet.ike.sa;

import cygnet.ike.message.IkeSpi;

/** The SPIs of an IKE SA, by its original roles. */
public record IkeSpiPair(IkeSpi initiator, IkeSpi responder) {
    @Override
    public String toString() {
        return initiator + "_i " + responder + "_r";
    }
}
