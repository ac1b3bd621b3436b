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
import java.util.concurrent.CountDownLatch;

/** The resolver as a program of its own, for {@code src/test/bench/resolver}: arguments are its port and its upstream's. */
final class BenchmarkedResolver {
    private BenchmarkedResolver() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Endpoint listen = new Endpoint(IpAddress.parse("127.0.0.1"), Integer.parseInt(args[0]));
        Endpoint upstream = new Endpoint(IpAddress.parse("127.0.0.1"), Integer.parseInt(args[1]));
        KeyDirectory keys = new KeyDirectory(
                new DnsConfig(List.of(upstream), DnssecMode.OFF, "", Duration.ofSeconds(5), DnsLimits.DEFAULT),
                Clock.systemUTC());
        ResolverConfig config = new ResolverConfig(
                List.of(listen),
                List.of(UpstreamServer.plain(upstream)),
                ResolverConfig.LOOPBACK,
                Duration.ofSeconds(5),
                ResolverConfig.DEFAULT_PATIENCE,
                ResolverLimits.DEFAULT);
        try (keys;
                ForwardingResolver resolver = ForwardingResolver.open(
                        config, KeySource.of(keys), AnswerGate.OPEN, Clock.systemUTC())) {
            System.out.println("listening on " + resolver.listening());
            new CountDownLatch(1).await();
        }
    }
}
