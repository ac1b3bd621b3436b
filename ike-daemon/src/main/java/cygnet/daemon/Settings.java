package cygnet.daemon;

import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.config.DaemonSettings;
import cygnet.daemon.config.DnsSettings;
import cygnet.daemon.config.DnsUpstream;
import cygnet.daemon.net.SourceAddresses;
import cygnet.daemon.publish.Publication;
import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.FirstSeenSettings;
import cygnet.dns.KeyDirectory;
import cygnet.dns.resolver.NameServers;
import cygnet.dns.resolver.ResolverConfig;
import cygnet.dns.resolver.ResolverLimits;
import cygnet.dns.resolver.UpstreamServer;
import cygnet.dns.resolver.UpstreamSource;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.RetransmitPolicy;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Opportunism;
import cygnet.ike.policy.PeerPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the configuration file means to each part. */
final class Settings {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** In the state directory. */
    private static final String FIRST_SEEN = "first-seen";

    private Settings() {}

    static EngineConfig engine(DaemonSettings daemon) {
        DaemonSettings.Retransmission retransmission = daemon.retransmission();
        return new EngineConfig(
                daemon.portNatT(),
                new RetransmitPolicy(
                        retransmission.timeout(), retransmission.base(), LONGEST_WAIT, retransmission.tries()),
                daemon.limits(),
                EngineConfig.DEFAULT.datagramSize(),
                EngineConfig.DEFAULT.inboundLinger(),
                EngineConfig.DEFAULT.natKeepalive(),
                EngineConfig.FIRST_REQID);
    }

    static NameServers nameServers(DnsSettings dns, Consumer<List<UpstreamServer>> onChange) {
        Set<Endpoint> ourselves = dns.forwarding()
                .map(forwarding -> Set.copyOf(forwarding.listen()))
                .orElse(Set.of());
        List<UpstreamSource> sources =
                dns.upstreams().stream().map(Settings::source).toList();
        return NameServers.open(sources, ourselves, dns.timeout(), onChange);
    }

    private static UpstreamSource source(DnsUpstream upstream) {
        if (upstream instanceof DnsUpstream.Listed listed) {
            return new UpstreamSource.FromFile(listed.file());
        }
        return new UpstreamSource.Fixed(
                upstream instanceof DnsUpstream.Tls tls
                        ? new UpstreamServer(tls.endpoint(), Optional.of(tls.name()))
                        : UpstreamServer.plain(((DnsUpstream.Plain) upstream).endpoint()));
    }

    static KeyDirectory keyDirectory(DnsSettings dns, NameServers servers) {
        DnssecMode mode = switch (dns.dnssec()) {
            case VALIDATE -> DnssecMode.VALIDATE;
            case TRUST_AD -> DnssecMode.TRUST_AD;
            case OFF -> DnssecMode.OFF;
        };
        DnsConfig config = new DnsConfig(
                List.of(),
                mode,
                dns.trustAnchors(),
                dns.trustAnchorFile(),
                dns.timeout(),
                DnsLimits.DEFAULT,
                dns.legacy() == DnsSettings.Legacy.READ);
        return new KeyDirectory(config, servers, firstSeen(dns), Clock.systemUTC());
    }

    static ResolverConfig resolver(DnsSettings.Forwarding forwarding) {
        return new ResolverConfig(
                forwarding.listen(),
                forwarding.allow(),
                forwarding.patience(),
                forwarding.cache(),
                ResolverLimits.DEFAULT);
    }

    private static Optional<FirstSeenSettings> firstSeen(DnsSettings dns) {
        Optional<FirstSeenSettings.Rule> rule = switch (dns.firstSeen()) {
            case OFF -> Optional.empty();
            case WARN -> Optional.of(FirstSeenSettings.Rule.WARN);
            case REFUSE -> Optional.of(FirstSeenSettings.Rule.REFUSE);
        };
        return rule.map(r ->
                new FirstSeenSettings(r, stateDirectory().resolve(FIRST_SEEN), FirstSeenSettings.DEFAULT_MOST_NAMES));
    }

    /** As systemd says it (StateDirectory=), else where the package makes it. */
    private static Path stateDirectory() {
        String given = System.getenv("STATE_DIRECTORY");
        return Path.of(given == null || given.isBlank() ? "/var/lib/cygnet" : given);
    }

    static Path memoryFile() {
        return stateDirectory().resolve("memory");
    }

    /** Empty if publishing is not configured, or the host has nothing to publish. */
    static Optional<Publication> publication(DaemonConfig config) {
        return config.host().publish().isPresent() && config.host().key().isPresent()
                ? Optional.of(Publication.of(config))
                : Optional.empty();
    }

    /** All connections, and what the groups make connections of. */
    static List<Connection> connections(PeerPolicy peers) {
        return Stream.concat(peers.connections().stream(), peers.opportunism().map(Opportunism::anybody).stream())
                .toList();
    }

    /** All ESP proposals of all connections, each once. */
    static List<Proposal> espProposals(PeerPolicy peers) {
        return connections(peers).stream()
                .flatMap(c -> c.children().stream())
                .flatMap(child -> child.proposals().stream())
                .distinct()
                .toList();
    }

    /** For every peer that a connection names by address, the address of ours that the routing table takes. */
    static Map<IpAddress, IpAddress> sources(PeerPolicy peers, SourceAddresses routes) {
        Map<IpAddress, IpAddress> sources = new HashMap<>();
        for (Connection connection : peers.connections()) {
            for (IpAddress remote : connection.remoteAddresses().hosts()) {
                routes.towards(remote).ifPresent(local -> sources.put(remote, local));
            }
        }
        return sources;
    }
}
