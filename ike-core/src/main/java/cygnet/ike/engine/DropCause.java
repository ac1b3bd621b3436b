package cygnet.ike.engine;

/** Why a datagram was thrown away or refused without state: what {@link IkeEngine#drops} counts by. */
public enum DropCause {
    /** It cannot be decoded. */
    MALFORMED,
    /** It is of a later major version. */
    VERSION,
    /** It names no IKE SA that there is. */
    UNKNOWN_SPI,
    /** It claims something about an IKE SA without protection (RFC 7296 section 2.21). */
    UNPROTECTED,
    /** Its integrity check fails. */
    NOT_AUTHENTIC,
    /** Its message ID or its exchange fits nothing that is expected. */
    UNEXPECTED,
    /** There are, or will be, no keys for it. */
    NO_KEYS,
    /** Nothing between these addresses is configured. */
    NO_CONNECTION,
    /** Its sender is in a group that wants no IKE: {@code clear} or {@code block}. */
    GROUP,
    /** It lacks something that it must have, or has it wrong. */
    BAD_REQUEST,
    /** Nothing that it offers is acceptable. */
    NO_PROPOSAL,
    /** It guessed another key exchange method. */
    OTHER_KEY_EXCHANGE,
    /** It has to come again with a cookie. */
    COOKIE,
    /** There are too many half-open IKE SAs, here or from there. */
    TOO_MANY_HALF_OPEN,
    /** Too many that say who they are at once: each costs a signature check. */
    TOO_MANY_CLAIMS,
    /** Too many that name themselves so that DNS would have to be asked. */
    TOO_MANY_LOOKUPS,
    /** Too many requests on one IKE SA. */
    TOO_MANY_REQUESTS,
    /** The unauthenticated answer cannot be believed; a better one may come. */
    DOUBTFUL_RESPONSE,
    /** The daemon is stopping. */
    STOPPING
}
