package cygnet.dns.resolver;

import cygnet.dns.FakeDnsServer;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A resolver on loopback between a stub client and scripted upstreams, with a gate that notes what it is told. */
final class RunningResolver implements AutoCloseable {
    static final Endpoint ANY_PORT = new Endpoint(IpAddress.parse("127.0.0.1"), 0);

    private final FakeKeys keys = new FakeKeys();
    private final Noted<Resolved> resolved = new Noted<>();
    private final Noted<List<UpstreamServer>> changed = new Noted<>();
    private volatile CompletionStage<Void> gate = CompletableFuture.completedStage(null);
    private final NameServers servers;
    private final ForwardingResolver resolver;

    /** What a test may choose. */
    record Setup(ResolverConfig config, List<UpstreamSource> upstreams, Duration timeout) {
        Setup allowing(List<IpNetwork> allow) {
            ResolverConfig other =
                    new ResolverConfig(config.listen(), allow, config.patience(), config.cache(), config.limits());
            return new Setup(other, upstreams, timeout);
        }

        Setup limitedTo(ResolverLimits limits) {
            ResolverConfig other =
                    new ResolverConfig(config.listen(), config.allow(), config.patience(), config.cache(), limits);
            return new Setup(other, upstreams, timeout);
        }

        Setup keeping(int answers) {
            ResolverConfig other =
                    new ResolverConfig(config.listen(), config.allow(), config.patience(), answers, config.limits());
            return new Setup(other, upstreams, timeout);
        }

        Setup listeningOn(Endpoint endpoint) {
            ResolverConfig other = new ResolverConfig(
                    List.of(endpoint), config.allow(), config.patience(), config.cache(), config.limits());
            return new Setup(other, upstreams, timeout);
        }

        Setup asking(List<UpstreamSource> others) {
            return new Setup(config, others, timeout);
        }
    }

    RunningResolver(Setup setup) throws IOException {
        servers =
                NameServers.open(setup.upstreams(), Set.copyOf(setup.config().listen()), setup.timeout(), changed::add);
        resolver = ForwardingResolver.open(setup.config(), servers, keys, this::pass, InstantSource.system());
    }

    RunningResolver(FakeDnsServer... upstreams) throws IOException {
        this(setup(Duration.ofSeconds(2), Duration.ofSeconds(5), upstreams));
    }

    static Setup setup(Duration timeout, Duration patience, FakeDnsServer... upstreams) {
        return new Setup(
                new ResolverConfig(List.of(ANY_PORT), ResolverConfig.LOOPBACK, patience, 0, ResolverLimits.DEFAULT),
                Stream.of(upstreams)
                        .map(FakeDnsServer::endpoint)
                        .map(RunningResolver::source)
                        .toList(),
                timeout);
    }

    static UpstreamSource source(Endpoint endpoint) {
        return new UpstreamSource.Fixed(UpstreamServer.plain(endpoint));
    }

    /** The name servers at the start, and whenever they were others. */
    Noted<List<UpstreamServer>> changed() {
        return changed;
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

    List<UpstreamStatus> upstreams() {
        return servers.status();
    }

    /** Now, and not only when the time has come. */
    void checkForLoops() {
        servers.loop().execute(servers.loopCheck()::start);
    }

    long count(ResolverCounters.Event event) {
        return resolver.counters().snapshot().get(event);
    }

    Endpoint listening() {
        return resolver.listening().get(0);
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
        servers.close();
    }
}
