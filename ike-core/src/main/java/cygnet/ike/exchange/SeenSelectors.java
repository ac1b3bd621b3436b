package cygnet.ike.exchange;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.NatStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A peer's traffic selectors with the addresses that we see, when a NAT has changed those that it sees (RFC 7296 section
 * 2.23.1). Both roles do the same: the selectors of a side that is behind a NAT get the address that this side has in the
 * IKE SA. Only transport mode does so, and only where a side's selectors have exactly one address.
 */
record SeenSelectors(NatStatus nat, IpAddress local, IpAddress remote) {
    static SeenSelectors of(IkeSa sa, Mode mode) {
        return new SeenSelectors(
                mode == Mode.TRANSPORT ? sa.nat() : NatStatus.NONE,
                sa.local().address(),
                sa.remote().address());
    }

    List<TrafficSelector> localSide(List<TrafficSelector> received) {
        return nat.local() ? at(local, received) : received;
    }

    List<TrafficSelector> remoteSide(List<TrafficSelector> received) {
        return nat.remote() ? at(remote, received) : received;
    }

    private static List<TrafficSelector> at(IpAddress address, List<TrafficSelector> received) {
        Set<Optional<IpAddress>> addresses = new HashSet<>();
        received.forEach(ts -> addresses.add(ts.singleAddress()));
        if (addresses.size() != 1 || addresses.contains(Optional.<IpAddress>empty())) {
            return received;
        }
        return received.stream().map(ts -> ts.at(address)).toList();
    }
}
