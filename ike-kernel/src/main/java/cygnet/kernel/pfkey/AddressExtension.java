package cygnet.kernel.pfkey;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;

/** struct sadb_address with a struct sockaddr_in or sockaddr_in6 behind it. */
final class AddressExtension {
    /** With an IPv4 address; one of IPv6 is longer. */
    static final int LEAST_OCTETS = 24;

    private static final int IPV6_OCTETS = 36;
    private static final int PROTOCOL = 4;
    private static final int PREFIX_LENGTH = 5;
    private static final int FAMILY = 8;
    private static final int PORT = 10;
    private static final int IPV4_ADDRESS = 12;
    private static final int IPV6_ADDRESS = 16;

    /** IPSEC_PROTO_ANY. */
    private static final int ANY_PROTOCOL = 255;

    private AddressExtension() {}

    static void put(PfkeyWriter writer, int type, IpAddress address) {
        put(writer, type, IpNetwork.host(address), 0, 0);
    }

    /** @param port 0 is any */
    static void put(PfkeyWriter writer, int type, IpNetwork network, int protocol, int port) {
        IpAddress address = network.address();
        int at = writer.extension(type, address.isIpv6() ? IPV6_OCTETS : LEAST_OCTETS);
        ByteBuffer buffer = writer.buffer();
        buffer.put(at + PROTOCOL, (byte) protocol);
        buffer.put(at + PREFIX_LENGTH, (byte) network.prefixLength());
        buffer.putShort(at + FAMILY, (short) (address.isIpv6() ? PfkeyNumbers.AF_INET6 : PfkeyNumbers.AF_INET));
        NetworkOrder.putShort(buffer, at + PORT, port);
        buffer.put(
                at + (address.isIpv6() ? IPV6_ADDRESS : IPV4_ADDRESS),
                address.octets().toByteArray());
    }

    /** As a selector wants it: 0 is any. */
    static int protocolNumber(int protocol) {
        return protocol == 0 ? ANY_PROTOCOL : protocol;
    }

    static int protocol(ByteBuffer extension) {
        int protocol = extension.get(PROTOCOL) & 0xff;
        return protocol == ANY_PROTOCOL ? 0 : protocol;
    }

    static int port(ByteBuffer extension) {
        return NetworkOrder.getShort(extension, PORT);
    }

    /** @throws KernelException if it is neither of IPv4 nor of IPv6 */
    static IpAddress address(ByteBuffer extension) throws KernelException {
        int family = extension.getShort(FAMILY);
        boolean ipv6 = family == PfkeyNumbers.AF_INET6;
        if (!ipv6 && family != PfkeyNumbers.AF_INET) {
            throw new KernelException("PF_KEY address of family " + family);
        }
        int at = ipv6 ? IPV6_ADDRESS : IPV4_ADDRESS;
        byte[] octets = new byte[ipv6 ? 16 : 4];
        if (at + octets.length > extension.limit()) {
            throw new KernelException("PF_KEY address that is cut off");
        }
        extension.get(at, octets);
        return new IpAddress(Octets.owning(octets));
    }

    /** The network; what stands behind its prefix is cleared, which the kernel does not do. */
    static IpNetwork network(ByteBuffer extension) throws KernelException {
        IpAddress address = address(extension);
        int prefixLength = extension.get(PREFIX_LENGTH) & 0xff;
        if (prefixLength > address.bits()) {
            throw new KernelException("PF_KEY prefix of " + prefixLength + " bits");
        }
        byte[] octets = address.octets().toByteArray();
        for (int bit = prefixLength; bit < address.bits(); bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return new IpNetwork(new IpAddress(Octets.owning(octets)), prefixLength);
    }
}
