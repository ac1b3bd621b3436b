package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has to show a cookie: everybody while there are many half-open IKE SAs, a site while there are many of its own. And for a
 * while after: an initiator that was asked for a cookie may have sent its request twice by then. If the copy were let in without
 * one, it would take the answer for that to its request with the cookie, which is what its AUTH covers and ours would not
 * (RFC 7296 sections 2.6, 2.15).
 */
final class CookieDemand {
    /** Longer than a copy of a request is under way or waits to be read. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(10);

    private final Limits.HalfOpen limits;
    private final HalfOpenSas halfOpen;
    private Instant untilForAll = Instant.MIN;
    /** The one that was asked longest ago first. */
    private final Map<Site, Instant> until = new LinkedHashMap<>();

    CookieDemand(Limits.HalfOpen limits, HalfOpenSas halfOpen) {
        this.limits = limits;
        this.halfOpen = halfOpen;
    }

    /** Whether a request that has no good cookie is to be asked for one. */
    boolean isDueFrom(IpAddress address, Instant now) {
        forgetBefore(now);
        if (halfOpen.count() >= Math.min(limits.cookieThreshold(), limits.most())) {
            untilForAll = now.plus(AFTERWARDS);
        }
        Site site = Site.of(address);
        int near = halfOpen.countNear(address);
        // Where even the first has to show one there is nothing to remember, and strangers without number.
        if (near > 0 && near >= limits.cookieThresholdSite()) {
            until.remove(site);
            until.put(site, now.plus(AFTERWARDS));
        }
        return near >= limits.cookieThresholdSite() || untilForAll.isAfter(now) || until.containsKey(site);
    }

    private void forgetBefore(Instant now) {
        Iterator<Instant> oldest = until.values().iterator();
        while (oldest.hasNext() && !oldest.next().isAfter(now)) {
            oldest.remove();
        }
    }
}
