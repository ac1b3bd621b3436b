package cygnet.daemon.loop;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import java.util.ArrayList;
import java.util.List;

/**
 * Policies that let pass what must never wait for an SA: neighbour discovery, DHCP, multicast, and our own DNS. Without the first,
 * IKE to a neighbour would wait for an address that is found only behind the SA; without the last, its key would. IKE's
 * own sockets carry their exemption themselves.
 */
public final class BypassPolicies {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    /** Router solicitation to redirect (RFC 4861). */
    private static final int FIRST_NEIGHBOUR_DISCOVERY = 133;

    private static final int LAST_NEIGHBOUR_DISCOVERY = 137;
    /** Multicast, broadcast, and link-local addresses. */
    private static final List<String> EVERYBODY =
            List.of("224.0.0.0/4", "255.255.255.255/32", "169.254.0.0/16", "ff00::/8", "fe80::/10");

    private static final IpNetwork IPV4 = new IpNetwork(IpAddress.ANY_IPV4, 0);
    private static final IpNetwork IPV6 = new IpNetwork(IpAddress.ANY_IPV6, 0);

    private BypassPolicies() {}

    /** All of them, for a host that asks these resolvers. */
    public static List<Policy> all(List<Endpoint> resolvers) {
        List<Policy> policies = new ArrayList<>();
        for (int type = FIRST_NEIGHBOUR_DISCOVERY; type <= LAST_NEIGHBOUR_DISCOVERY; type++) {
            PolicySelector selector = new PolicySelector(IPV6, IPV6, ICMPV6, type, PolicySelector.ANY_PORT);
            policies.add(allow(selector, Direction.OUTBOUND));
            policies.add(allow(selector, Direction.INBOUND));
        }
        // DHCP's client and server ports (RFC 2131, RFC 8415), as a client and as a server.
        both(policies, new PolicySelector(IPV4, IPV4, UDP, 68, 67));
        both(policies, new PolicySelector(IPV4, IPV4, UDP, 67, 68));
        both(policies, new PolicySelector(IPV6, IPV6, UDP, 546, 547));
        both(policies, new PolicySelector(IPV6, IPV6, UDP, 547, 546));
        // Nobody negotiates for a group of hosts, and names do not lead to addresses that count on one link alone.
        for (String network : EVERYBODY) {
            IpNetwork there = IpNetwork.parse(network);
            both(policies, PolicySelector.between(there.address().isIpv6() ? IPV6 : IPV4, there));
        }
        for (Endpoint resolver : resolvers) {
            if (isLoopback(resolver.address())) {
                continue;
            }
            IpNetwork there = IpNetwork.host(resolver.address());
            IpNetwork here = resolver.address().isIpv6() ? IPV6 : IPV4;
            for (int protocol : new int[] {UDP, TCP}) {
                both(policies, new PolicySelector(here, there, protocol, PolicySelector.ANY_PORT, resolver.port()));
            }
        }
        return List.copyOf(policies);
    }

    private static boolean isLoopback(IpAddress address) {
        return address.toInetAddress().isLoopbackAddress();
    }

    private static void both(List<Policy> policies, PolicySelector outbound) {
        policies.add(allow(outbound, Direction.OUTBOUND));
        policies.add(allow(outbound.reversed(), Direction.INBOUND));
    }

    private static Policy allow(PolicySelector selector, Direction direction) {
        return new Policy(selector, direction, PolicyPriority.BYPASS, new Policy.Allow());
    }
}
