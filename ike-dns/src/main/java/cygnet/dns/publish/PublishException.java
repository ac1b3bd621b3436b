package cygnet.dns.publish;

/** Something could not be published; the message says why and what to do, in words for the operator. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1;

    /** What kind of trouble it is: what may help. */
    public enum Kind {
        /** A server does not answer: time may help. */
        UNREACHABLE,
        /** The records were changed by somebody else at the same moment: reading them again may help. */
        CHANGED,
        /** The name belongs to somebody else: only a person can help. */
        FOREIGN,
        /** The server, its policy, or our configuration: only a person can help. */
        REFUSED,
        /** It was sent and taken, but not all servers have it: time may help. */
        UNCONFIRMED
    }

    private final Kind kind;

    public PublishException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
