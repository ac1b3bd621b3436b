package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The IKE SAs of peers that have not said who they are, by the request that made them and by where it came from. */
final class HalfOpenSas {
    /** What one site has: RFC 8019 section 4.2 wants limits by prefix. */
    private static final int IPV4_PREFIX_OCTETS = 3;

    private static final int IPV6_PREFIX_OCTETS = 7;

    /** Kept a while after authentication, for a request that the network repeats late. */
    private final Map<Origin, HalfOpen> known = new HashMap<>();
    /** The oldest first. */
    private final Map<SaDriver, Origin> halfOpen = new LinkedHashMap<>();

    private final Map<Octets, Integer> byPrefix = new HashMap<>();

    /** What a repeated request is recognised by: the whole message, not only its SPI (RFC 7296 section 2.1). */
    record Origin(IpAddress address, Octets request) {}

    /** What a repeated request is answered with; empty while our key pair is being made. */
    static final class HalfOpen {
        private Octets response = Octets.empty();

        void answeredWith(Octets octets) {
            response = octets;
        }

        Octets response() {
            return response;
        }
    }

    int count() {
        return halfOpen.size();
    }

    /** How many come from the same /24, or /56 of IPv6. */
    int countNear(IpAddress address) {
        return byPrefix.getOrDefault(prefix(address), 0);
    }

    Optional<HalfOpen> find(Origin origin) {
        return Optional.ofNullable(known.get(origin));
    }

    Optional<SaDriver> oldest() {
        return halfOpen.keySet().stream().findFirst();
    }

    HalfOpen add(Origin origin, SaDriver driver) {
        HalfOpen half = new HalfOpen();
        known.put(origin, half);
        halfOpen.put(driver, origin);
        byPrefix.merge(prefix(origin.address()), 1, Integer::sum);
        return half;
    }

    /** No longer half-open; its request stays known until {@link #forget}. */
    Optional<Origin> remove(SaDriver driver) {
        Optional<Origin> origin = Optional.ofNullable(halfOpen.remove(driver));
        origin.ifPresent(o -> byPrefix.computeIfPresent(prefix(o.address()), (p, n) -> n > 1 ? n - 1 : null));
        return origin;
    }

    void forget(Origin origin) {
        known.remove(origin);
    }

    private static Octets prefix(IpAddress address) {
        return address.octets().first(address.isIpv6() ? IPV6_PREFIX_OCTETS : IPV4_PREFIX_OCTETS);
    }
}
