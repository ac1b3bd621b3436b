package cygnet.daemon.net;

import cygnet.ike.address.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** This host's own addresses. */
public final class LocalAddresses {
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
}
