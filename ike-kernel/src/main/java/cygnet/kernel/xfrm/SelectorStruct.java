package cygnet.kernel.xfrm;

import static cygnet.ike.ipsec.PolicySelector.ANY_PORT;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** struct xfrm_selector. For ICMP the kernel keeps the type where source ports are, and the code where the others are. */
final class SelectorStruct {
    static final int OCTETS = 56;

    private static final int DESTINATION = 0;
    private static final int SOURCE = 16;
    private static final int DESTINATION_PORT = 32;
    private static final int SOURCE_PORT = 36;
    private static final int FAMILY = 40;
    private static final int DESTINATION_PREFIX = 42;
    private static final int SOURCE_PREFIX = 43;
    private static final int PROTOCOL = 44;
    private static final int INTERFACE = 48;

    /** The mask stands behind the port. */
    private static final int MASK = 2;

    private static final int EXACT = 0xffff;

    /** TCP, UDP, DCCP, SCTP, UDP-Lite; ICMP, ICMPv6 and Mobile IPv6 with their types; GRE with its key. */
    private static final Set<Integer> WITH_PORTS = Set.of(6, 17, 33, 132, 136, 1, 58, 135, 47);

    private SelectorStruct() {}

    static void put(ByteBuffer buffer, int at, PolicySelector selector) {
        AddressField.put(buffer, at + DESTINATION, selector.destination().address());
        AddressField.put(buffer, at + SOURCE, selector.source().address());
        putPort(buffer, at + DESTINATION_PORT, selector.destinationPort());
        putPort(buffer, at + SOURCE_PORT, selector.sourcePort());
        putFamily(buffer, at, AddressField.family(selector.source().address()));
        buffer.put(at + DESTINATION_PREFIX, (byte) selector.destination().prefixLength());
        buffer.put(at + SOURCE_PREFIX, (byte) selector.source().prefixLength());
        buffer.put(at + PROTOCOL, (byte) selector.protocol());
    }

    static void putFamily(ByteBuffer buffer, int at, int family) {
        buffer.putShort(at + FAMILY, (short) family);
    }

    private static void putPort(ByteBuffer buffer, int at, int port) {
        if (port != ANY_PORT) {
            NetworkOrder.putShort(buffer, at, port);
            NetworkOrder.putShort(buffer, at + MASK, EXACT);
        }
    }

    /** The selector, or empty if it says what a {@link PolicySelector} cannot: masked ports, an interface, no family. */
    static Optional<PolicySelector> policy(ByteBuffer buffer, int at) {
        return buffer.getInt(at + INTERFACE) == 0 ? decode(buffer, at) : Optional.empty();
    }

    /**
     * The flow that a larval SA or an ACQUIRE names. The kernel adds the interface, which is not of interest, and claims
     * ports of protocols that have none.
     */
    static Optional<PolicySelector> flow(ByteBuffer buffer, int at) {
        return decode(buffer, at).map(flow -> {
            if (WITH_PORTS.contains(flow.protocol())) {
                return flow;
            }
            return new PolicySelector(flow.source(), flow.destination(), flow.protocol(), ANY_PORT, ANY_PORT);
        });
    }

    private static Optional<PolicySelector> decode(ByteBuffer buffer, int at) {
        int family = buffer.getShort(at + FAMILY);
        int bits = family == XfrmNumbers.AF_INET6 ? 128 : 32;
        int destinationPrefix = buffer.get(at + DESTINATION_PREFIX) & 0xff;
        int sourcePrefix = buffer.get(at + SOURCE_PREFIX) & 0xff;
        if (!AddressField.isFamily(family)
                || destinationPrefix > bits
                || sourcePrefix > bits
                || !isPlainPort(buffer, at + DESTINATION_PORT)
                || !isPlainPort(buffer, at + SOURCE_PORT)) {
            return Optional.empty();
        }
        return Optional.of(new PolicySelector(
                network(AddressField.get(buffer, at + SOURCE, family), sourcePrefix),
                network(AddressField.get(buffer, at + DESTINATION, family), destinationPrefix),
                buffer.get(at + PROTOCOL) & 0xff,
                port(buffer, at + SOURCE_PORT),
                port(buffer, at + DESTINATION_PORT)));
    }

    private static boolean isPlainPort(ByteBuffer buffer, int at) {
        int mask = NetworkOrder.getShort(buffer, at + MASK);
        return mask == 0 || mask == EXACT;
    }

    private static int port(ByteBuffer buffer, int at) {
        return NetworkOrder.getShort(buffer, at + MASK) == 0 ? ANY_PORT : NetworkOrder.getShort(buffer, at);
    }

    /** The kernel does not clear the bits behind a prefix. */
    private static IpNetwork network(IpAddress address, int prefixLength) {
        byte[] octets = address.octets().toByteArray();
        for (int bit = prefixLength; bit < address.bits(); bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new IpNetwork(new IpAddress(Octets.owning(octets)), prefixLength);
    }
}
