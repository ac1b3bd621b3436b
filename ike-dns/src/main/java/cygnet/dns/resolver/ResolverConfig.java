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
 */
public record ResolverConfig(List<Endpoint> listen, List<IpNetwork> allow, Duration patience, ResolverLimits limits) {
    /** This host alone. */
    public static final List<IpNetwork> LOOPBACK = List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128"));

    public static final Duration DEFAULT_PATIENCE = Duration.ofMillis(500);

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
    }
}
