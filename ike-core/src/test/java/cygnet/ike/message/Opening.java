package cygnet.ike.message;

import cygnet.crypto.Octets;
import cygnet.ike.wire.MalformedException;

/** What becomes of a datagram, in one word, a dash, and the cause if there is one. */
final class Opening {
    private Opening() {}

    static String of(Octets datagram, MessageProtection protection, Reassembly reassembly) {
        OpenOutcome outcome;
        try {
            RawMessage raw = MessageCodec.parse(datagram);
            if (raw instanceof RawMessage.Protected whole) {
                outcome = protection.open(whole);
            } else if (raw instanceof RawMessage.Fragment fragment) {
                outcome = protection.openFragment(fragment, reassembly);
            } else {
                return raw.getClass().getSimpleName();
            }
        } catch (MalformedException e) {
            return "Malformed - " + e.getMessage();
        }
        if (outcome instanceof OpenOutcome.NotAuthentic refused) {
            return "NotAuthentic - " + refused.cause();
        }
        if (outcome instanceof OpenOutcome.MalformedContent malformed) {
            return "MalformedContent - " + malformed.cause();
        }
        return outcome.getClass().getSimpleName();
    }
}
