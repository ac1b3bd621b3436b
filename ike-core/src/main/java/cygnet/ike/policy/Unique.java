package cygnet.ike.policy;

/** What becomes of the IKE SAs that we have with a peer when it authenticates once more, under the same identity. */
public enum Unique {
    /** Nothing, and INITIAL_CONTACT (RFC 7296 section 2.4) is neither sent nor obeyed. */
    NEVER,
    /** Nothing, unless the peer says that they are no more (INITIAL_CONTACT). */
    NO,
    /** The new one takes their place. */
    REPLACE,
    /** The new one is refused, unless the peer says that they are no more. */
    KEEP
}
