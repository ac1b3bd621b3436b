package cygnet.ike.ipsec;

/**
 * Priorities of policies, so that the kernel's pick is the most specific one: the longer prefix of the peer's side first, then
 * one with a protocol, with the peer's port, with our port, and at last the longer prefix of our side. Lower numbers win.
 */
public final class PolicyPriority {
    /** Before everything: what must never wait for an SA (IKE itself, neighbour discovery, our DNS). */
    public static final int BYPASS = 1000;

    private static final int BASE = 400_000;
    /** Each step leaves a number free, for what stands in for a policy with some of its hosts. */
    private static final int STEP = 2;

    private static final int LOCAL_PREFIXES = 129;
    private static final int PARTS = 8;
    private static final int PROTOCOL = 4;
    private static final int REMOTE_PORT = 2;
    private static final int LOCAL_PORT = 1;

    private PolicyPriority() {}

    /** The priority of the policies for some traffic; {@code outbound}: the peer is the destination. */
    public static int of(PolicySelector outbound) {
        int parts = (outbound.protocol() != 0 ? PROTOCOL : 0)
                + (outbound.destinationPort() != PolicySelector.ANY_PORT ? REMOTE_PORT : 0)
                + (outbound.sourcePort() != PolicySelector.ANY_PORT ? LOCAL_PORT : 0);
        int specific = (outbound.destination().prefixLength() * PARTS + parts) * LOCAL_PREFIXES
                + outbound.source().prefixLength();
        return BASE - STEP * specific;
    }

    /**
     * The priority of what becomes of single hosts under a policy: just before it, and behind all that is more specific
     * than the policy, even for the same host.
     */
    public static int within(PolicySelector outbound) {
        return of(outbound) - 1;
    }
}
