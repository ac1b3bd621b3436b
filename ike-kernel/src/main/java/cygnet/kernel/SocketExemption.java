package cygnet.kernel;

import cygnet.crypto.Octets;
import cygnet.ike.ipsec.Direction;

/**
 * The policy of a single socket that lets its packets pass whatever the SPD says: how IKE gets past the policies that it
 * serves. It is a socket option, to be set once for each direction, on a socket of the same family (an IPv6 socket must be
 * V6ONLY); this takes CAP_NET_ADMIN.
 */
public interface SocketExemption {
    /**
     * What setsockopt(2) wants.
     *
     * @param value in native byte order
     */
    record Option(int level, int number, Octets value) {}

    Option option(boolean ipv6, Direction direction);
}
