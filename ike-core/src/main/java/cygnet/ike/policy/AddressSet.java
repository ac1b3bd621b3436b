package cygnet.ike.policy;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses that one end of a connection may have; the empty list is every address. */
public record AddressSet(List<IpNetwork> networks) {
    public static final AddressSet ANY = new AddressSet(List.of());

    public AddressSet {
        networks = List.copyOf(networks);
    }

    public boolean contains(IpAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(n -> n.contains(address));
    }

    public boolean isAny() {
        return networks.isEmpty();
    }

    /** The length of the longest prefix that holds an address; 0 if every address is allowed. */
    public int longestPrefix(IpAddress address) {
        return networks.stream()
                .filter(network -> network.contains(address))
                .mapToInt(IpNetwork::prefixLength)
                .max()
                .orElse(0);
    }

    /** The single hosts among the networks, in order. */
    public List<IpAddress> hosts() {
        return networks.stream()
                .filter(IpNetwork::isHost)
                .map(IpNetwork::address)
                .toList();
    }

    /** The first single host of the same family as {@code other}. */
    public Optional<IpAddress> hostLike(IpAddress other) {
        return hosts().stream().filter(a -> a.isIpv6() == other.isIpv6()).findFirst();
    }

    @Override
    public String toString() {
        return isAny() ? "%any" : networks.stream().map(IpNetwork::toString).collect(Collectors.joining(","));
    }
}
