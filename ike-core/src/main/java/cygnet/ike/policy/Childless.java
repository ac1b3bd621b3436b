package cygnet.ike.policy;

import java.util.Collection;

/** Whether an IKE SA may come without a Child SA (RFC 6023). */
public enum Childless {
    /** As responder; as initiator only where there is no Child SA to begin. */
    ALLOW,
    /** As initiator too, where the peer can: the Child SA follows in an exchange of its own. */
    PREFER,
    /** Never with a Child SA. */
    FORCE,
    /** Never without. */
    NEVER;

    /** Whether a responder announces it: then it must take it, whichever connection it turns out to be. */
    public static boolean announced(Collection<Connection> candidates) {
        return candidates.stream().noneMatch(c -> c.childless() == NEVER);
    }
}
