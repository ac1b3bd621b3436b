package cygnet.daemon.net;

import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** This host's own addresses. */
public final class LocalAddresses {
    private static final int DISCARD_PORT = 9;

    private LocalAddresses() {}

    /** All unicast addresses of interfaces that are up, without loopback and link-local ones. */
    public static Set<IpAddress> all() throws SocketException {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp() && !network.isLoopback()) {
                network.inetAddresses().filter(LocalAddresses::isUsable).forEach(a -> addresses.add(IpAddress.of(a)));
            }
        }
        return addresses;
    }

    private static boolean isUsable(InetAddress address) {
        boolean siteBound = address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress();
        return !siteBound && !address.isLoopbackAddress();
    }

    /** The address that the routing table takes for packets to {@code remote}; empty without a route. Sends nothing. */
    public static Optional<IpAddress> towards(IpAddress remote) {
        InetAddress target = remote.toInetAddress();
        try (DatagramChannel channel = DatagramChannel.open(
                target instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.connect(new InetSocketAddress(target, DISCARD_PORT));
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            return Optional.of(IpAddress.of(local.getAddress())).filter(a -> !a.isAny());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
