package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets through so many events a second in all, and fewer from one site, so that nobody takes the others' share (RFC 8019
 * section 4.2).
 */
final class PrefixBuckets {
    private static final int IPV4_PREFIX_OCTETS = 3;
    private static final int IPV6_PREFIX_OCTETS = 7;
    /** Sites that are remembered; the one that came first goes when there are more. */
    private static final int MOST_SITES = 1024;

    private final TokenBucket all;
    private final double perSecond;
    private final double burst;
    private final Map<Octets, TokenBucket> sites = new LinkedHashMap<>();

    /**
     * Begins full.
     *
     * @param all for everybody together
     * @param perSecond for one /24, or /56 of IPv6
     * @param burst likewise, at once
     */
    PrefixBuckets(TokenBucket all, double perSecond, double burst) {
        this.all = all;
        this.perSecond = perSecond;
        this.burst = burst;
    }

    boolean take(IpAddress address, Instant now) {
        Octets site = address.octets().first(address.isIpv6() ? IPV6_PREFIX_OCTETS : IPV4_PREFIX_OCTETS);
        TokenBucket bucket = sites.computeIfAbsent(site, s -> new TokenBucket(perSecond, burst, now));
        if (sites.size() > MOST_SITES) {
            sites.remove(sites.keySet().iterator().next());
        }
        return bucket.take(now) && all.take(now);
    }
}
