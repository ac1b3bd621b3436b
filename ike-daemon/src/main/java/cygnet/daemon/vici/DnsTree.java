package cygnet.daemon.vici;

import cygnet.dns.resolver.ResolverStatus;
import cygnet.dns.resolver.UpstreamStatus;
import cygnet.ike.address.Endpoint;
import java.time.Duration;
import java.util.Locale;

/** How DNS does, in {@code cygnet-status}: counts of the resolver, where it listens, and each name server. */
final class DnsTree {
    private DnsTree() {}

    static void of(ResolverStatus dns, ViciMessage.Builder tree) {
        dns.counts().forEach((event, count) -> tree.put(word(event), count));
        tree.list("listening", dns.listening().stream().map(Endpoint::toString).toList());
        tree.section(
                "upstreams",
                list -> dns.upstreams()
                        .forEach(upstream ->
                                list.section(StatusTree.name(upstream.server().toString()), upstream(upstream))));
    }

    private static ViciMessage upstream(UpstreamStatus upstream) {
        return ViciMessage.builder()
                .put("state", word(upstream.state()))
                .put("since", upstream.since().toSeconds())
                .put(
                        "round-trip-us",
                        upstream.roundTrip().map(Duration::toNanos).map(nanos -> nanos / 1000))
                .put("answers", upstream.answers())
                .put("missed", upstream.missed())
                .put("trouble", upstream.trouble())
                .build();
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
