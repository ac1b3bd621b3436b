package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import java.util.Optional;

/**
 * A recursive name server to forward to.
 *
 * @param tlsName the name that its certificate must hold; empty: it is asked over UDP and TCP, without TLS
 */
public record UpstreamServer(Endpoint endpoint, Optional<String> tlsName) {
    public UpstreamServer {
        if (endpoint.address().isAny() || endpoint.port() == 0) {
            throw new IllegalArgumentException("not the address of a name server: " + endpoint);
        }
    }

    /** A server that is asked over UDP and TCP. */
    public static UpstreamServer plain(Endpoint endpoint) {
        return new UpstreamServer(endpoint, Optional.empty());
    }

    @Override
    public String toString() {
        return tlsName.map(name -> "tls://" + endpoint + "/" + name).orElseGet(endpoint::toString);
    }
}
