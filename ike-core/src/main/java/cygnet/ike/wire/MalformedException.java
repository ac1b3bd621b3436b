package cygnet.ike.wire;

/**
 * Octets that are not what the format says. The message names the place: the structure, and the offset in what was
 * parsed.
 *
 * <p>It carries no stack trace: whoever sends us rubbish must not make us walk the stack.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String complaint;

    /**
     * The complaint.
     *
     * @param message place and problem
     */
    public MalformedException(String message) {
        super(message, null, false, false);
        this.complaint = message;
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return complaint;
    }
}
