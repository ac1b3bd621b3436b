package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The IKE SAs of peers that have not said who they are, by the request that made them and by where it came from. */
final class HalfOpenSas {
    /** Kept a while after authentication, for a request that the network repeats late. */
    private final Map<Origin, HalfOpen> known = new HashMap<>();
    /** The oldest first. */
    private final Map<SaDriver, Origin> halfOpen = new LinkedHashMap<>();

    private final Map<Site, Integer> bySite = new HashMap<>();

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

    /** How many come from the same site. */
    int countNear(IpAddress address) {
        return bySite.getOrDefault(Site.of(address), 0);
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
        bySite.merge(Site.of(origin.address()), 1, Integer::sum);
        return half;
    }

    /** No longer half-open; its request stays known until {@link #forget}. */
    Optional<Origin> remove(SaDriver driver) {
        Optional<Origin> origin = Optional.ofNullable(halfOpen.remove(driver));
        origin.ifPresent(o -> bySite.computeIfPresent(Site.of(o.address()), (site, n) -> n > 1 ? n - 1 : null));
        return origin;
    }

    void forget(Origin origin) {
        known.remove(origin);
    }
}
