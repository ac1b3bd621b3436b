package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;

/** Where addresses that belong to one customer of a provider are: RFC 8019 section 4.2 wants limits by prefix. */
record Site(Octets prefix) {
    private static final int IPV4_PREFIX_OCTETS = 3;
    private static final int IPV6_PREFIX_OCTETS = 7;

    static Site of(IpAddress address) {
        return new Site(address.octets().first(address.isIpv6() ? IPV6_PREFIX_OCTETS : IPV4_PREFIX_OCTETS));
    }
}
