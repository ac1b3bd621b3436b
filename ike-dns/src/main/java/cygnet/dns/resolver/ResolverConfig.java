package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import java.time.Duration;
import java.util.List;

/**
 * How the forwarding resolver works.
 *
 * @param listen where it is asked, over UDP and TCP; single addresses, because an answer must come from where the query went
 * @param upstreams whom it asks, the preferred one first
 * @param allow who may ask
 * @param timeout after which a query that nobody answers is answered with SERVFAIL
 * @param patience how long an answer is held back at most
 */
public record ResolverConfig(
        List<Endpoint> listen,
        List<UpstreamServer> upstreams,
        List<IpNetwork> allow,
        Duration timeout,
        Duration patience,
        ResolverLimits limits) {
    /** This host alone. */
    public static final List<IpNetwork> LOOPBACK = List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128"));

    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(500);

    /** @throws IllegalArgumentException saying what can't be worked with */
    public ResolverConfig {
        listen = List.copyOf(listen);
        upstreams = List.copyOf(upstreams);
        allow = List.copyOf(allow);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("a resolver has to listen somewhere");
        }
        for (Endpoint endpoint : listen) {
            if (endpoint.address().isAny()) {
                throw new IllegalArgumentException(endpoint + " is no single address: name the addresses to listen on");
            }
        }
        for (UpstreamServer upstream : upstreams) {
            // Port 0 is any free one, and so never that of an upstream.
            if (listen.contains(upstream.endpoint())) {
                throw new IllegalArgumentException(
                        upstream + " is this resolver itself: its questions would go round in a loop");
            }
        }
        if (timeout.isNegative() || timeout.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("a timeout of " + timeout + " and a patience of " + patience);
        }
    }
}
