package cygnet.ike.ipsec;

/**
 * Priorities of policies, so that the kernel's pick is the most specific one: longer prefixes first, then those with a
 * protocol, then those with ports. Lower numbers win.
 */
public final class PolicyPriority {
    /** Before everything: what must never wait for an SA (IKE itself, neighbour discovery, our DNS). */
    public static final int BYPASS = 1000;

    private static final int BASE = 400_000;
    private static final int PER_PREFIX_BIT = 1000;
    private static final int PROTOCOL = 500;
    private static final int PORT = 100;

    private PolicyPriority() {}

    /** The priority of a selector: {@link #BASE} less what makes it specific; at most 256 prefix bits. */
    public static int of(PolicySelector selector) {
        int bits = selector.source().prefixLength() + selector.destination().prefixLength();
        int specific = PER_PREFIX_BIT * bits;
        if (selector.protocol() != 0) {
            specific += PROTOCOL;
        }
        if (selector.sourcePort() != PolicySelector.ANY_PORT) {
            specific += PORT;
        }
        if (selector.destinationPort() != PolicySelector.ANY_PORT) {
            specific += PORT;
        }
        return BASE - specific;
    }
}
