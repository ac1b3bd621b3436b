package cygnet.ike.simulation;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicySelector;

/** An application's packet. {@code number} tells packets of one flow apart. */
public record Packet(
        IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort, long number) {
    private static final int TCP = 6;

    static Packet tcp(IpAddress source, IpAddress destination, int port, long number) {
        return new Packet(source, destination, TCP, 40000, port, number);
    }

    /** The packet in the kernel's terms, as an ACQUIRE names it. */
    PolicySelector flow() {
        return new PolicySelector(
                IpNetwork.host(source), IpNetwork.host(destination), protocol, sourcePort, destinationPort);
    }

    /** Between whom. */
    AddressPair pair() {
        return new AddressPair(source, destination);
    }

    boolean matches(PolicySelector selector) {
        return selector.source().contains(source)
                && selector.destination().contains(destination)
                && (selector.protocol() == 0 || selector.protocol() == protocol)
                && fits(selector.sourcePort(), sourcePort)
                && fits(selector.destinationPort(), destinationPort);
    }

    private static boolean fits(int wanted, int port) {
        return wanted == PolicySelector.ANY_PORT || wanted == port;
    }
}
