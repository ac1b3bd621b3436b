package cygnet.daemon.config;

import cygnet.ike.address.IpNetwork;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.Unique;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code connections}. */
final class ConnectionsReader {
    private static final String LOCAL = "local";
    private static final String REMOTE = "remote";
    private static final int IKE_PORT = 500;
    private static final Syntax<Integer> PORT = Syntax.number(1, 0xffff);

    private final LocalAuthReader localReader;
    private final RemoteAuthReader remoteReader;
    private final KernelFit fit;

    ConnectionsReader(LocalAuthReader localReader, RemoteAuthReader remoteReader, KernelFit fit) {
        this.localReader = localReader;
        this.remoteReader = remoteReader;
        this.fit = fit;
    }

    List<Connection> read(SectionReader connections) {
        List<Connection> read = new ArrayList<>();
        connections.sectionsNamed("").forEach(c -> connection(c).ifPresent(read::add));
        connections.finish();
        return read;
    }

    private Optional<Connection> connection(SectionReader connection) {
        connection.value("version", ConnectionsReader::version);
        AddressSet localAddresses = addresses(connection, "local_addrs");
        AddressSet remoteAddresses = addresses(connection, "remote_addrs");
        List<Proposal> proposals = proposals(connection, "proposals", ProposalSyntax.IKE);
        LocalCertificates.Sending sending =
                connection.value("send_cert", LocalCertificates.Sending::parse, LocalCertificates.Sending.IFASKED);
        Optional<LocalAuth> local = localReader.read(end(connection, LOCAL), localAddresses, sending);
        Optional<RemoteAuth> remote =
                remoteReader.read(end(connection, REMOTE), connection.value("send_certreq", Syntax.BOOLEAN, true));
        List<ChildConfig> children =
                children(connection.subsection("children"), new ChildReader.Peers(remoteAddresses, isAnybody(remote)));
        remote.filter(RemoteAuth.Null.class::isInstance).ifPresent(anybody -> refuseForeign(connection));
        Lifetime lifetime = lifetime(connection);
        int localPort = connection.value("local_port", PORT, IKE_PORT);
        int remotePort = connection.value("remote_port", PORT, IKE_PORT);
        Duration livenessDelay = connection.value("dpd_delay", Syntax.TIME, Duration.ZERO);
        boolean encapsulate = connection.value("encap", Syntax.BOOLEAN, false);
        boolean fragment = connection.value("fragmentation", ConnectionsReader::fragmentation, true);
        boolean mobike = connection.value("mobike", Syntax.BOOLEAN, true);
        Childless childless = connection.value("childless", ConnectionsReader::childless, Childless.ALLOW);
        Duration reauthentication = connection.value("reauth_time", Syntax.TIME, Duration.ZERO);
        Unique unique = connection.value("unique", ConnectionsReader::unique, Unique.NO);
        int attempts = connection.value("keyingtries", Syntax.number(0, 1_000_000), 1);
        refuseUnavailable(connection);
        connection.finish();
        return local.flatMap(l -> remote.map(r -> new Connection(
                connection.section().name(),
                localAddresses,
                remoteAddresses,
                localPort,
                remotePort,
                proposals,
                l,
                r,
                children,
                lifetime,
                livenessDelay,
                encapsulate,
                fragment,
                mobike,
                attempts,
                childless,
                unique,
                reauthentication)));
    }

    /** The one section whose name begins with {@code local} or {@code remote}. */
    private static SectionReader end(SectionReader connection, String prefix) {
        List<SectionReader> rounds = connection.sectionsNamed(prefix);
        rounds.stream()
                .skip(1)
                .forEach(s -> s.error(s.section().name()
                        + ": several rounds of authentication (RFC 4739) are not available: keep one section "
                        + prefix));
        return rounds.isEmpty() ? connection.subsection(prefix) : rounds.get(0);
    }

    /** Hosts that DNS tells about when somebody asks for them are peers as well. */
    private static boolean isAnybody(Optional<RemoteAuth> remote) {
        return remote.filter(r -> r instanceof RemoteAuth.DnsKeys && r.id().isEmpty())
                .isPresent();
    }

    private List<ChildConfig> children(SectionReader children, ChildReader.Peers peers) {
        List<ChildConfig> read = children.sectionsNamed("").stream()
                .map(child -> ChildReader.read(child, peers, fit))
                .toList();
        children.finish();
        return read;
    }

    /** RFC 7619 section 2.5: an anonymous peer must not get the traffic of others. */
    private static void refuseForeign(SectionReader connection) {
        connection
                .subsection("children")
                .sectionsNamed("")
                .forEach(child -> child.setting("remote_ts")
                        .filter(ts -> !ts.value().strip().startsWith("dynamic"))
                        .ifPresent(ts -> child.error(
                                "remote_ts",
                                "remote_ts: an anonymous peer may only have its own address: write dynamic")));
    }

    private static AddressSet addresses(SectionReader connection, String key) {
        Optional<Setting> setting = connection.setting(key);
        boolean isAny = setting.stream()
                .anyMatch(s -> List.of(s.value().split(",", -1)).stream()
                        .anyMatch(part -> part.strip().equals("%any")));
        if (isAny) {
            return AddressSet.ANY;
        }
        List<List<IpNetwork>> networks = connection.list(key, ConnectionsReader::networks);
        return new AddressSet(networks.stream().flatMap(List::stream).toList());
    }

    private static List<IpNetwork> networks(String text) throws BadValueException {
        return switch (text) {
            case "%any4" -> AddressSyntax.networks("0.0.0.0/0");
            case "%any6" -> AddressSyntax.networks("::/0");
            default -> AddressSyntax.networks(text);
        };
    }

    private static List<Proposal> proposals(SectionReader section, String key, ProposalSyntax syntax) {
        return section.setting(key).isEmpty() ? syntax.defaults() : ProposalSyntax.numbered(section.list(key, syntax));
    }

    /** strongSwan's rule: the hard limit is {@code over_time} after the rekeying, a tenth unless it says otherwise. */
    private static Lifetime lifetime(SectionReader connection) {
        Duration rekey = connection.value("rekey_time", Syntax.TIME, Lifetime.IKE_DEFAULT.rekey());
        Duration over = connection.value("over_time", Syntax.TIME, rekey.dividedBy(10));
        Duration jitter = connection.value("rand_time", Syntax.TIME, over);
        if (rekey.isZero()) {
            return new Lifetime(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        if (jitter.compareTo(rekey) >= 0) {
            connection.error("rand_time", "rand_time: it must be less than rekey_time");
        }
        return new Lifetime(rekey, rekey.plus(over), jitter);
    }

    private static int version(String text) throws BadValueException {
        int version = Syntax.number(0, 2).parse(text);
        if (version == 1) {
            throw new BadValueException("IKEv1 is not available: write 2");
        }
        return version;
    }

    private static Childless childless(String text) throws BadValueException {
        return switch (text) {
            case "allow" -> Childless.ALLOW;
            case "prefer" -> Childless.PREFER;
            case "force" -> Childless.FORCE;
            case "never" -> Childless.NEVER;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of allow, prefer, force, never");
        };
    }

    private static Unique unique(String text) throws BadValueException {
        return switch (text) {
            case "never" -> Unique.NEVER;
            case "no" -> Unique.NO;
            case "replace" -> Unique.REPLACE;
            case "keep" -> Unique.KEEP;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of never, no, replace, keep");
        };
    }

    private static boolean fragmentation(String text) throws BadValueException {
        if (text.equals("accept") || text.equals("force")) {
            throw new BadValueException(Syntax.quote(text) + " is not available yet: write yes or no");
        }
        return Syntax.BOOLEAN.parse(text);
    }

    private static void refuseUnavailable(SectionReader connection) {
        String virtualAddresses = "virtual addresses are not available";
        String ikev1 = "it belongs to IKEv1";
        String mediation = "mediation is not available";
        connection.refuse("vips", virtualAddresses);
        connection.refuse("pools", virtualAddresses);
        connection.ignore("pull", virtualAddresses);
        connection.ignore("aggressive", ikev1);
        connection.ignore("dpd_timeout", ikev1);
        connection.ignore("ocsp", "OCSP is not available");
        connection.only("dscp", Syntax.TEXT, "000000", "only 000000 is available yet");
        connection.only("if_id_in", Syntax.TEXT, "0", "interface ids are not available yet");
        connection.only("if_id_out", Syntax.TEXT, "0", "interface ids are not available yet");
        connection.refuse("ppk_id", "post-quantum pre-shared keys (RFC 8784) are not available yet");
        connection.only("ppk_required", Syntax.BOOLEAN, false, "RFC 8784 is not available yet");
        connection.only("mediation", Syntax.BOOLEAN, false, mediation);
        connection.refuse("mediated_by", mediation);
        connection.refuse("mediation_peer", mediation);
    }
}
