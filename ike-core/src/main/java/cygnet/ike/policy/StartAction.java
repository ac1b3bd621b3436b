package cygnet.ike.policy;

/** What happens with a Child SA when its connection is loaded. */
public enum StartAction {
    /** Nothing: it waits for the peer or for a command. */
    NONE,
    /** Policies are installed; the first packet starts the negotiation. */
    TRAP,
    /** It is negotiated at once. */
    START,
    /** Both: policies first, then negotiated at once. */
    TRAP_AND_START;

    public boolean traps() {
        return this == TRAP || this == TRAP_AND_START;
    }

    public boolean starts() {
        return this == START || this == TRAP_AND_START;
    }
}
