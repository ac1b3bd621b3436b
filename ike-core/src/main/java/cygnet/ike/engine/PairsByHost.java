package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is kept by address pairs when only the host's address is known. */
final class PairsByHost {
    private final Map<IpAddress, Set<AddressPair>> pairs = new HashMap<>();

    void add(AddressPair pair) {
        pairs.computeIfAbsent(pair.remote(), remote -> new LinkedHashSet<>()).add(pair);
    }

    void remove(AddressPair pair) {
        pairs.computeIfPresent(pair.remote(), (remote, all) -> all.remove(pair) && all.isEmpty() ? null : all);
    }

    /** A copy, in the order in which they came. */
    List<AddressPair> of(IpAddress remote) {
        return List.copyOf(pairs.getOrDefault(remote, Set.of()));
    }
}
