package cygnet.daemon.publish;

import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.NameService;
import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.config.DnsSettings;
import cygnet.daemon.config.PublishConfig;
import cygnet.dns.publish.HostRecords;
import cygnet.dns.publish.PublishSettings;
import cygnet.dns.publish.Publisher;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the configuration says about publishing.
 *
 * @param keyFile of the host's private key; the state of a change of keys lies beside it
 */
public record Publication(DomainName host, VerificationKey key, Path keyFile, PublishConfig config, DnsSettings dns) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final DnsSettings NO_DNS = new DnsSettings(
            List.of(),
            DnsSettings.Dnssec.OFF,
            "",
            Optional.empty(),
            Duration.ofSeconds(1),
            DnsSettings.FirstSeen.OFF,
            DnsSettings.Legacy.OFF,
            Optional.empty());

    /**
     * What {@code config} says.
     *
     * @throws IllegalArgumentException telling what it lacks
     */
    public static Publication of(DaemonConfig config) {
        PublishConfig publish = config.host()
                .publish()
                .orElseThrow(
                        () -> new IllegalArgumentException("the configuration has no section host { publish { } }"));
        DomainName host = config.host()
                .id()
                .flatMap(Identification::fqdn)
                .flatMap(DomainName::parse)
                .orElseThrow(() -> new IllegalArgumentException("the configuration names no host.id"));
        VerificationKey key = config.host()
                .key()
                .map(SigningKey::verificationKey)
                .orElseThrow(() -> new IllegalArgumentException("the configuration names no host.key"));
        if (!key.hasIpsecKeyForm()) {
            throw new IllegalArgumentException(
                    "DNS has no form for the host's key (" + key.type() + " " + key.bits() + ")");
        }
        return new Publication(
                host,
                key,
                config.host().keyFile().orElseThrow(),
                publish,
                config.dns().orElse(NO_DNS));
    }

    /** Opens nothing yet. */
    public Publisher publisher() {
        return new Publisher(
                new PublishSettings(
                        host,
                        config.zone(),
                        config.server(),
                        config.nameServers(),
                        config.key(),
                        config.reverse(),
                        resolvers(),
                        TIMEOUT),
                Clock.systemUTC(),
                time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
    }

    /** The zone is looked for in plain DNS. */
    private List<Endpoint> resolvers() {
        if (dns.upstreams().isEmpty()) {
            return List.of();
        }
        try (NameService names = new NameService(dns, changed -> {})) {
            return names.plainServers();
        }
    }

    /**
     * The keys to be published: the host's own, and while one replaces another both.
     *
     * @throws IOException if the state of the change can't be read
     */
    public List<VerificationKey> keys() throws IOException {
        Optional<RolloverState> rollover = new RolloverFiles(keyFile).state();
        return rollover.map(state -> List.of(state.oldKey(), state.newKey())).orElseGet(() -> List.of(key));
    }

    /**
     * All keys that this host has or had.
     *
     * @throws IOException if the state of a change of keys can't be read
     */
    public Set<VerificationKey> ours() throws IOException {
        Set<VerificationKey> ours = new LinkedHashSet<>(Set.of(key));
        new RolloverFiles(keyFile).state().ifPresent(state -> {
            ours.add(state.oldKey());
            ours.add(state.newKey());
        });
        return ours;
    }

    /** Those of {@code present} that are to be published; empty if addresses are not published at all. */
    public Optional<List<IpAddress>> addresses(Collection<IpAddress> present) {
        return config.addressRecords()
                ? Optional.of(new GlobalAddresses(config.addresses()).of(present))
                : Optional.empty();
    }

    public HostRecords records(List<VerificationKey> keys, Optional<List<IpAddress>> addresses) {
        return new HostRecords(keys, addresses, config.ttl(), config.precedence());
    }

    /** Whether somebody checks signatures, so that it can be checked whether peers would. */
    public boolean isValidated() {
        return !dns.upstreams().isEmpty() && dns.dnssec() != DnsSettings.Dnssec.OFF;
    }
}
