package cygnet.daemon;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.FastVerification;
import cygnet.daemon.config.DnsSettings;
import cygnet.daemon.loop.LookupLog;
import cygnet.dns.KeyDirectory;
import cygnet.dns.resolver.AnswerGate;
import cygnet.dns.resolver.ForwardingResolver;
import cygnet.dns.resolver.HostNames;
import cygnet.dns.resolver.KeySource;
import cygnet.dns.resolver.NameMemory;
import cygnet.dns.resolver.NameServers;
import cygnet.dns.resolver.ResolverStatus;
import cygnet.dns.resolver.UpstreamServer;
import cygnet.ike.address.Endpoint;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All that the daemon has to do with DNS: whom it asks, the keys of others, and the resolver that applications ask. */
public final class NameService implements AutoCloseable {
    /** So many addresses are remembered whose names others have told us. */
    private static final int TRIGGERED = 10_000;

    private final DnsSettings settings;
    private final NameServers servers;
    private final KeyDirectory directory;
    private volatile Optional<ForwardingResolver> resolver = Optional.empty();

    /** {@code onChange} hears of the name servers now and whenever they are others, on a thread of their own. */
    public NameService(DnsSettings settings, Consumer<List<Endpoint>> onChange) {
        this.settings = settings;
        if (settings.dnssec() == DnsSettings.Dnssec.VALIDATE) {
            // Until it is ready, the JDK verifies.
            Threads.named("verification")
                    .newThread(() -> FastVerification.prefer(RandomSource.system()))
                    .start();
        }
        this.servers = Settings.nameServers(settings, changed -> onChange.accept(endpoints(changed)));
        this.directory = Settings.keyDirectory(settings, servers);
        directory.onNews(new LookupLog(InstantSource.system()));
    }

    public KeyDirectory directory() {
        return directory;
    }

    /** Turns addresses into names. */
    HostNames hostNames() {
        NameMemory triggered = new NameMemory(TRIGGERED, InstantSource.system());
        return new HostNames(directory, () -> resolver.map(ForwardingResolver::names), triggered);
    }

    /** Whom it asks at present. */
    List<Endpoint> servers() {
        return endpoints(servers.current());
    }

    /** Those of them that can be asked without TLS. */
    public List<Endpoint> plainServers() {
        return endpoints(servers.current().stream()
                .filter(server -> server.tlsName().isEmpty())
                .toList());
    }

    /**
     * Begins to answer applications, if the configuration says where.
     *
     * @param gate what they wait for before they learn an address
     */
    void serve(AnswerGate gate) throws StartupException {
        if (settings.forwarding().isEmpty()) {
            return;
        }
        try {
            resolver = Optional.of(ForwardingResolver.open(
                    Settings.resolver(settings.forwarding().get()),
                    servers,
                    KeySource.of(directory),
                    gate,
                    InstantSource.system()));
        } catch (IOException e) {
            throw new StartupException("cannot forward DNS: " + e.getMessage(), e);
        }
    }

    /** How DNS does. */
    public ResolverStatus status() {
        Optional<ForwardingResolver> serving = resolver;
        return new ResolverStatus(
                serving.map(ForwardingResolver::listening).orElse(List.of()),
                servers.status(),
                serving.map(r -> r.counters().snapshot()).orElse(Map.of()));
    }

    private static List<Endpoint> endpoints(List<UpstreamServer> servers) {
        return servers.stream().map(UpstreamServer::endpoint).toList();
    }

    @Override
    public void close() {
        resolver.ifPresent(ForwardingResolver::close);
        directory.close();
        servers.close();
    }
}
