package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How DNS does, seen from this host.
 *
 * @param listening where applications can ask; empty if there is no resolver
 * @param upstreams whom it asks, the preferred one first
 * @param counts what became of clients' questions, in order; empty if there is no resolver
 */
public record ResolverStatus(
        List<Endpoint> listening, List<UpstreamStatus> upstreams, Map<ResolverCounters.Event, Long> counts) {
    public ResolverStatus {
        listening = List.copyOf(listening);
        upstreams = List.copyOf(upstreams);
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }
}
