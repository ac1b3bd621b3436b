package cygnet.ike.message;

/** What came of opening a protected message or fragment. */
public sealed interface OpenOutcome {
    /**
     * Authentic and well formed. Unknown payloads are still in it: see {@link IkeMessage#unsupportedCritical}.
     *
     * @param octets the message octet by octet
     */
    record Opened(IkeMessage message, ContentOctets octets) implements OpenOutcome {}

    /** An authentic fragment was stored; others are missing. */
    record Incomplete() implements OpenOutcome {}

    /**
     * Not shown to be authentic: to be dropped without a trace in any state. Either the integrity check failed, or it
     * was not made, because a fragment is a duplicate, or belongs to an older set, or is beyond the limits.
     */
    record NotAuthentic(String cause) implements OpenOutcome {}

    /** The peer wrote this, but the content breaks the format: INVALID_SYNTAX is due (RFC 7296 section 2.21.3). */
    record MalformedContent(IkeHeader header, String cause) implements OpenOutcome {}
}
