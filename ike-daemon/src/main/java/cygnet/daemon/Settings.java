package cygnet.daemon;

import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.config.DaemonSettings;
import cygnet.daemon.config.DnsSettings;
import cygnet.daemon.net.SourceAddresses;
import cygnet.daemon.publish.Publication;
import cygnet.dns.DnsConfig;
import cygnet.dns.DnsLimits;
import cygnet.dns.DnssecMode;
import cygnet.dns.KeyDirectory;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.engine.RetransmitPolicy;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.PeerPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the configuration file means to each part. */
public final class Settings {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

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

    public static KeyDirectory keyDirectory(DnsSettings dns) {
        DnssecMode mode = switch (dns.dnssec()) {
            case VALIDATE -> DnssecMode.VALIDATE;
            case TRUST_AD -> DnssecMode.TRUST_AD;
            case OFF -> DnssecMode.OFF;
        };
        return new KeyDirectory(
                new DnsConfig(dns.upstreams(), mode, dns.trustAnchors(), dns.timeout(), DnsLimits.DEFAULT),
                Clock.systemUTC());
    }

    /** Empty if publishing is not configured, or the host has nothing to publish. */
    static Optional<Publication> publication(DaemonConfig config) {
        return config.host().publish().isPresent() && config.host().key().isPresent()
                ? Optional.of(Publication.of(config))
                : Optional.empty();
    }

    static List<Endpoint> resolvers(DaemonConfig config) {
        return config.dns().map(DnsSettings::upstreams).orElse(List.of());
    }

    /** All ESP proposals of all connections, each once. */
    static List<Proposal> espProposals(PeerPolicy peers) {
        return peers.connections().stream()
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
