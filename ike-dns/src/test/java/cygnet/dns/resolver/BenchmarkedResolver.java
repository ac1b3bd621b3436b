package cygnet.dns.resolver;

import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.KeyDirectory;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The resolver as a program of its own, for {@code src/test/bench/resolver}: arguments are its port and its upstream's. */
final class BenchmarkedResolver {
    private BenchmarkedResolver() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Endpoint listen = new Endpoint(IpAddress.parse("127.0.0.1"), Integer.parseInt(args[0]));
        Endpoint upstream = new Endpoint(IpAddress.parse("127.0.0.1"), Integer.parseInt(args[1]));
        ResolverConfig config = new ResolverConfig(
                List.of(listen),
                ResolverConfig.LOOPBACK,
                ResolverConfig.DEFAULT_PATIENCE,
                ResolverConfig.DEFAULT_CACHE,
                ResolverLimits.DEFAULT);
        DnsConfig keysConfig = new DnsConfig(List.of(), DnssecMode.OFF, "", Duration.ofSeconds(5), DnsLimits.DEFAULT);
        try (NameServers servers = NameServers.open(
                        List.of(new UpstreamSource.Fixed(UpstreamServer.plain(upstream))),
                        Set.of(listen),
                        Duration.ofSeconds(5),
                        changed -> {});
                KeyDirectory keys = new KeyDirectory(keysConfig, servers, Optional.empty(), Clock.systemUTC());
                ForwardingResolver resolver = ForwardingResolver.open(
                        config, servers, KeySource.of(keys), AnswerGate.OPEN, Clock.systemUTC())) {
            System.out.println("listening on " + resolver.listening());
            new CountDownLatch(1).await();
        }
    }
}
