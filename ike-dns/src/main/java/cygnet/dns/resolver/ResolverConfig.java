package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import java.time.Duration;
import java.util.List;

/**
 * How the forwarding resolver works.
 *
 * @param listen where it is asked, over UDP and TCP; single addresses, because an answer must come from where the query went
 * @param allow who may ask
 * @param patience how long an answer is held back at most
 * @param cache how many answers of upstreams are kept while their TTLs last; 0 for none
 */
public record ResolverConfig(
        List<Endpoint> listen, List<IpNetwork> allow, Duration patience, int cache, ResolverLimits limits) {
    /** This host alone. */
    public static final List<IpNetwork> LOOPBACK = List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128"));

    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(500);

    public static final int DEFAULT_CACHE = 5000;

    /** An answer takes half a kilobyte, as a rule. */
    public static final int MOST_CACHE = 100_000;

    /** @throws IllegalArgumentException saying what can't be worked with */
    public ResolverConfig {
        listen = List.copyOf(listen);
        allow = List.copyOf(allow);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("a resolver has to listen somewhere");
        }
        for (Endpoint endpoint : listen) {
            if (endpoint.address().isAny()) {
                throw new IllegalArgumentException(endpoint + " is no single address: name the addresses to listen on");
            }
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("a patience of " + patience);
        }
        if (cache < 0 || cache > MOST_CACHE) {
            throw new IllegalArgumentException("a cache of " + cache + " answers, not 0 to " + MOST_CACHE);
        }
    }
}
