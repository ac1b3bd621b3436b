package cygnet.ike.negotiation;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.util.Optional;

/**
 * A range of addresses, a protocol and a range of ports (RFC 7296 section 3.13.1). For ICMP the "ports" hold type and
 * code, as the RFC says. OPAQUE is ports 65535 to 0.
 *
 * @param protocol IP protocol; 0 is any
 * @param startAddress first address, same family as {@code endAddress}
 * @param startPort 0 to 65535
 */
public record TrafficSelector(int protocol, IpAddress startAddress, IpAddress endAddress, int startPort, int endPort) {
    public static final int MAX_PORT = 0xffff;

    public TrafficSelector {
        if (startAddress.isIpv6() != endAddress.isIpv6()) {
            throw new IllegalArgumentException("addresses of two families");
        }
        if (protocol < 0 || protocol > 255 || (startPort | endPort) < 0 || Math.max(startPort, endPort) > MAX_PORT) {
            throw new IllegalArgumentException("protocol " + protocol + ", ports " + startPort + " to " + endPort);
        }
    }

    /** Everything of one host. */
    public static TrafficSelector host(IpAddress address) {
        return new TrafficSelector(0, address, address, 0, MAX_PORT);
    }

    /** Everything of one network. */
    public static TrafficSelector network(IpNetwork network) {
        byte[] last = network.address().octets().toByteArray();
        for (int bit = network.prefixLength(); bit < last.length * 8; bit++) {
            last[bit / 8] |= (byte) (1 << (7 - bit % 8));
        }
        return new TrafficSelector(0, network.address(), new IpAddress(Octets.owning(last)), 0, MAX_PORT);
    }

    public TrafficSelector withProtocol(int newProtocol, int newStartPort, int newEndPort) {
        return new TrafficSelector(newProtocol, startAddress, endAddress, newStartPort, newEndPort);
    }

    /** The same protocol and ports of another host. */
    public TrafficSelector at(IpAddress host) {
        return new TrafficSelector(protocol, host, host, startPort, endPort);
    }

    public boolean isIpv6() {
        return startAddress.isIpv6();
    }

    public boolean isOpaque() {
        return startPort == MAX_PORT && endPort == 0;
    }

    public boolean anyPort() {
        return startPort == 0 && endPort == MAX_PORT;
    }

    /** The one address that it holds, if it is one. */
    public Optional<IpAddress> singleAddress() {
        return startAddress.equals(endAddress) ? Optional.of(startAddress) : Optional.empty();
    }

    /** Whether everything that {@code other} selects is selected here. */
    public boolean contains(TrafficSelector other) {
        return intersect(other).filter(other::equals).isPresent();
    }

    /** What both select; empty if nothing. */
    public Optional<TrafficSelector> intersect(TrafficSelector other) {
        boolean protocolsDiffer = protocol != 0 && other.protocol != 0 && protocol != other.protocol;
        if (isIpv6() != other.isIpv6() || protocolsDiffer) {
            return Optional.empty();
        }
        IpAddress start = compare(startAddress, other.startAddress) >= 0 ? startAddress : other.startAddress;
        IpAddress end = compare(endAddress, other.endAddress) <= 0 ? endAddress : other.endAddress;
        if (compare(start, end) > 0) {
            return Optional.empty();
        }
        int both = Math.max(protocol, other.protocol);
        if (isOpaque() || other.isOpaque()) {
            boolean fits = (isOpaque() && (other.isOpaque() || other.anyPort())) || anyPort();
            return fits ? Optional.of(new TrafficSelector(both, start, end, MAX_PORT, 0)) : Optional.empty();
        }
        int firstPort = Math.max(startPort, other.startPort);
        int lastPort = Math.min(endPort, other.endPort);
        return firstPort > lastPort
                ? Optional.empty()
                : Optional.of(new TrafficSelector(both, start, end, firstPort, lastPort));
    }

    private static int compare(IpAddress a, IpAddress b) {
        return a.octets().compareUnsigned(b.octets());
    }

    @Override
    public String toString() {
        String addresses = singleAddress().map(IpAddress::toString).orElse(startAddress + "-" + endAddress);
        if (protocol == 0 && anyPort()) {
            return addresses;
        }
        String ports = anyPort() ? "" : isOpaque() ? "/opaque" : "/" + startPort + "-" + endPort;
        return addresses + "[" + (protocol == 0 ? "any" : protocol) + ports + "]";
    }
}
