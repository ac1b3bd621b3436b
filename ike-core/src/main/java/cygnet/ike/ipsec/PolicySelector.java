package cygnet.ike.ipsec;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpNetwork;

/**
 * What a policy matches, in the kernel's terms: two networks, a protocol and single ports.
 *
 * @param source packets' source; same family as {@code destination}
 * @param protocol IP protocol; 0 is any
 * @param sourcePort {@link #ANY_PORT} is any; for ICMP this is the type
 */
public record PolicySelector(
        IpNetwork source, IpNetwork destination, int protocol, int sourcePort, int destinationPort) {
    /** No port given. ICMP type 0 needs a value of its own, so "any" is -1. */
    public static final int ANY_PORT = -1;

    public PolicySelector {
        if (source.address().isIpv6() != destination.address().isIpv6()) {
            throw new IllegalArgumentException("networks of two families: " + source + ", " + destination);
        }
    }

    public static PolicySelector between(IpNetwork source, IpNetwork destination) {
        return new PolicySelector(source, destination, 0, ANY_PORT, ANY_PORT);
    }

    /** All that we send to a peer's address from one of ours. */
    public static PolicySelector between(AddressPair pair) {
        return between(IpNetwork.host(pair.local()), IpNetwork.host(pair.remote()));
    }

    public PolicySelector reversed() {
        return new PolicySelector(destination, source, protocol, destinationPort, sourcePort);
    }

    /** Whether everything that the other matches is matched by this. */
    public boolean contains(PolicySelector other) {
        return holds(source, other.source)
                && holds(destination, other.destination)
                && (protocol == 0 || protocol == other.protocol)
                && (sourcePort == ANY_PORT || sourcePort == other.sourcePort)
                && (destinationPort == ANY_PORT || destinationPort == other.destinationPort);
    }

    private static boolean holds(IpNetwork outer, IpNetwork inner) {
        return outer.prefixLength() <= inner.prefixLength() && outer.contains(inner.address());
    }

    /** Whether there are packets that both match. */
    public boolean overlaps(PolicySelector other) {
        return source.overlaps(other.source)
                && destination.overlaps(other.destination)
                && (protocol == 0 || other.protocol == 0 || protocol == other.protocol)
                && portsMeet(sourcePort, other.sourcePort)
                && portsMeet(destinationPort, other.destinationPort);
    }

    private static boolean portsMeet(int a, int b) {
        return a == ANY_PORT || b == ANY_PORT || a == b;
    }

    @Override
    public String toString() {
        String text = source + " === " + destination;
        if (protocol == 0) {
            return text;
        }
        return text + "[" + protocol + port(sourcePort) + port(destinationPort) + "]";
    }

    private static String port(int port) {
        return port == ANY_PORT ? "/any" : "/" + port;
    }
}
