package cygnet.dns.publish;

import cygnet.dns.publish.PublishException.Kind;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds the zone of a name, its primary, and all its servers. */
final class ZoneFinder {
    private static final int PORT = 53;

    private final PublishSettings settings;
    private final ServerQuestions questions;

    ZoneFinder(PublishSettings settings, ServerQuestions questions) {
        this.settings = settings;
        this.questions = questions;
    }

    /** The zone of the host's name, as far as it is configured, else as DNS has it. */
    Zone forward(Name host) throws PublishException {
        Optional<SOARecord> told = Optional.empty();
        if (settings.zone().isEmpty() || settings.server().isEmpty()) {
            told = Optional.of(soa(host));
        }
        Name apex = settings.zone().isPresent()
                ? PublishSettings.name(settings.zone().get())
                : told.orElseThrow().getName();
        if (!host.subdomain(apex)) {
            throw new PublishException(
                    Kind.REFUSED, Words.name(host) + " does not lie in the zone " + Words.name(apex) + ": check zone");
        }
        List<Endpoint> candidates = settings.server().isPresent()
                ? List.of(settings.server().get())
                : addresses(told.orElseThrow().getHost());
        return zone(apex, candidates);
    }

    /** The zone of a reverse name: that of the configured server if it has it, else what DNS says. */
    Zone reverse(Name name) throws PublishException {
        if (settings.server().isPresent()) {
            Endpoint server = settings.server().get();
            Optional<SOARecord> own = soa(questions.ask(server, name, Type.SOA), name);
            if (own.isPresent()) {
                return zone(own.get().getName(), List.of(server));
            }
        }
        SOARecord soa = resolvedSoa(name);
        return zone(soa.getName(), addresses(soa.getHost()));
    }

    private SOARecord soa(Name name) throws PublishException {
        if (settings.server().isEmpty()) {
            return resolvedSoa(name);
        }
        Endpoint server = settings.server().get();
        return soa(questions.ask(server, name, Type.SOA), name)
                .orElseThrow(() -> new PublishException(
                        Kind.REFUSED,
                        server + " has no zone with the name " + Words.name(name)
                                + ": check server, or tell the zone"));
    }

    private SOARecord resolvedSoa(Name name) throws PublishException {
        Message answer = questions.resolve(settings.resolvers(), name, Type.SOA);
        return soa(answer, name)
                .orElseThrow(() -> new PublishException(
                        answer.getRcode() == Rcode.SERVFAIL ? Kind.UNREACHABLE : Kind.REFUSED,
                        "DNS does not tell the zone of " + Words.name(name) + " (" + Rcode.string(answer.getRcode())
                                + "): configure zone and server"));
    }

    /** RFC 2308 section 3: an answer about an absence has the zone's SOA record in its authority section. */
    private static Optional<SOARecord> soa(Message answer, Name name) {
        List<Record> records = new ArrayList<>(answer.getSection(Section.ANSWER));
        records.addAll(answer.getSection(Section.AUTHORITY));
        return records.stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .filter(soa -> name.subdomain(soa.getName()) && !soa.getName().equals(Name.root))
                .findFirst();
    }

    private Zone zone(Name apex, List<Endpoint> candidates) throws PublishException {
        Endpoint primary = primary(apex, candidates);
        List<Zone.NameServer> servers = new ArrayList<>();
        if (!settings.nameServers().isEmpty()) {
            settings.nameServers().forEach(e -> servers.add(new Zone.NameServer(e.toString(), e)));
            return new Zone(apex, primary, servers);
        }
        Message answer = questions.ask(primary, apex, Type.NS);
        for (Record ns : answer.getSection(Section.ANSWER)) {
            if (ns instanceof NSRecord server && ns.getName().equals(apex)) {
                for (Endpoint endpoint : addresses(server.getTarget(), apex, primary)) {
                    servers.add(new Zone.NameServer(Words.name(server.getTarget()), endpoint));
                }
            }
        }
        if (servers.isEmpty()) {
            throw new PublishException(
                    Kind.REFUSED, "the zone " + Words.name(apex) + " has no NS records at " + primary);
        }
        return new Zone(apex, primary, servers);
    }

    /** The first that serves the zone. */
    private Endpoint primary(Name apex, List<Endpoint> candidates) throws PublishException {
        PublishException trouble =
                new PublishException(Kind.REFUSED, "no address of the primary of " + Words.name(apex) + " is known");
        for (Endpoint candidate : candidates) {
            try {
                Message answer = questions.ask(candidate, apex, Type.SOA);
                if (answer.getRcode() == Rcode.NOERROR && answer.getHeader().getFlag(Flags.AA)) {
                    return candidate;
                }
                trouble = new PublishException(
                        Kind.REFUSED,
                        candidate + " does not serve the zone " + Words.name(apex) + " ("
                                + Rcode.string(answer.getRcode()) + "): check server and zone");
            } catch (PublishException e) {
                trouble = e;
            }
        }
        throw trouble;
    }

    private List<Endpoint> addresses(Name server) throws PublishException {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        for (int type : new int[] {Type.A, Type.AAAA}) {
            collect(questions.resolve(settings.resolvers(), server, type), endpoints);
        }
        if (endpoints.isEmpty()) {
            throw new PublishException(Kind.REFUSED, "the name server " + Words.name(server) + " has no address");
        }
        return List.copyOf(endpoints);
    }

    /** Names in the zone are best known by its primary, others by the resolvers. */
    private List<Endpoint> addresses(Name server, Name apex, Endpoint primary) throws PublishException {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        if (server.subdomain(apex)) {
            for (int type : new int[] {Type.A, Type.AAAA}) {
                collect(questions.ask(primary, server, type), endpoints);
            }
        }
        return endpoints.isEmpty() ? addresses(server) : List.copyOf(endpoints);
    }

    private static void collect(Message answer, Set<Endpoint> endpoints) {
        for (Record dnsRecord : answer.getSection(Section.ANSWER)) {
            if (dnsRecord instanceof ARecord a) {
                endpoints.add(new Endpoint(IpAddress.of(a.getAddress()), PORT));
            } else if (dnsRecord instanceof AAAARecord aaaa) {
                endpoints.add(new Endpoint(IpAddress.of(aaaa.getAddress()), PORT));
            }
        }
    }
}
