package cygnet.ike.engine;

import java.time.Duration;

/**
 * What others may make us do (RFC 8019). A <em>site</em> is a /24, or a /56 of IPv6.
 *
 * @param claims IKE_AUTH requests of peers that are not authenticated yet, in all and of a site: each costs a signature check
 * @param lookups questions to DNS about names that such peers claim to have, in all and for names with the same last two
 *     labels: those who serve them must not suffer from us
 * @param errors unprotected error notifies, in all and to a site
 * @param requests requests on one IKE SA, by an authenticated or anonymous peer
 * @param childSas Child SAs of one IKE SA: each costs the kernel two SAs and two policies
 * @param messageIds requests of one side from which on an IKE SA is rekeyed, so that message IDs never wrap (RFC 7296
 *     section 2.2)
 */
public record Limits(
        HalfOpen halfOpen, Shared claims, Shared lookups, Shared errors, Rate requests, int childSas, int messageIds) {
    /**
     * IKE SAs of strangers.
     *
     * @param cookieThreshold so many, and initiators have to show a cookie (RFC 7296 section 2.6)
     * @param cookieThresholdSite likewise, of one site
     * @param most so many, and a new one displaces the oldest
     * @param lifetime how long an unauthenticated peer may take
     */
    public record HalfOpen(int cookieThreshold, int cookieThresholdSite, int most, Duration lifetime) {}

    /**
     * How often something may happen.
     *
     * @param atOnce and so many at once after a while without any
     */
    public record Rate(double perSecond, double atOnce) {
        public Rate {
            if (!(perSecond > 0) || !(atOnce >= 1)) {
                throw new IllegalArgumentException(perSecond + " per second, " + atOnce + " at once");
            }
        }
    }

    /** A rate for all together, and a lower one for each, so that nobody takes the others' share. */
    public record Shared(Rate all, Rate each) {}

    public static final Limits DEFAULT = new Limits(
            new HalfOpen(50, 5, 1000, Duration.ofSeconds(30)),
            new Shared(new Rate(200, 200), new Rate(5, 20)),
            new Shared(new Rate(50, 100), new Rate(25, 50)),
            new Shared(new Rate(10, 10), new Rate(1, 3)),
            new Rate(20, 100),
            16,
            1 << 30);
}
