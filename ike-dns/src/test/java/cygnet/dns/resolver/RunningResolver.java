package cygnet.dns.resolver;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A resolver on loopback between a stub client and scripted upstreams, with a gate that notes what it is told. */
final class RunningResolver implements AutoCloseable {
    static final Endpoint ANY_PORT = new Endpoint(IpAddress.parse("127.0.0.1"), 0);

    private final FakeKeys keys = new FakeKeys();
    private final Noted<Resolved> resolved = new Noted<>();
    private volatile CompletionStage<Void> gate = CompletableFuture.completedStage(null);
    private final ForwardingResolver resolver;

    RunningResolver(ResolverConfig config) throws IOException {
        resolver = ForwardingResolver.open(config, keys, this::pass, InstantSource.system());
    }

    RunningResolver(FakeDnsServer... upstreams) throws IOException {
        this(config(Duration.ofSeconds(2), Duration.ofSeconds(5), upstreams));
    }

    static ResolverConfig config(Duration timeout, Duration patience, FakeDnsServer... upstreams) {
        return new ResolverConfig(
                List.of(ANY_PORT),
                List.of(upstreams).stream()
                        .map(FakeDnsServer::endpoint)
                        .map(UpstreamServer::plain)
                        .toList(),
                ResolverConfig.LOOPBACK,
                timeout,
                patience,
                ResolverLimits.DEFAULT);
    }

    static ResolverConfig allowing(ResolverConfig config, List<IpNetwork> allow) {
        return new ResolverConfig(
                config.listen(), config.upstreams(), allow, config.timeout(), config.patience(), config.limits());
    }

    static ResolverConfig limited(ResolverConfig config, ResolverLimits limits) {
        return new ResolverConfig(
                config.listen(), config.upstreams(), config.allow(), config.timeout(), config.patience(), limits);
    }

    private CompletionStage<Void> pass(Resolved what) {
        resolved.add(what);
        return gate;
    }

    /** From now on answers wait until the result is completed. */
    CompletableFuture<Void> closeGate() {
        CompletableFuture<Void> opening = new CompletableFuture<>();
        gate = opening;
        return opening;
    }

    void keepGateClosed() {
        gate = new CompletableFuture<>();
    }

    FakeKeys keys() {
        return keys;
    }

    Noted<Resolved> resolved() {
        return resolved;
    }

    NameMemory names() {
        return resolver.names();
    }

    StubClient client() {
        return new StubClient(resolver.listening().get(0));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
