package cygnet.dns.publish;

import cygnet.ike.address.Endpoint;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Where and how this host publishes.
 *
 * @param host the name that the records belong to
 * @param zone the zone that holds it; empty: DNS is asked
 * @param server the zone's primary; empty: the MNAME of the zone's SOA record
 * @param nameServers all servers that must have the records before they count as published; empty: those of the zone's NS
 *     records
 * @param reverse whether the reverse names of the addresses get a PTR and an IPSECKEY record too
 * @param resolvers recursive name servers for all that is not configured; may be empty if {@code server} is not
 * @param timeout for one question or update to one server
 */
public record PublishSettings(
        DomainName host,
        Optional<String> zone,
        Optional<Endpoint> server,
        List<Endpoint> nameServers,
        TsigKey key,
        boolean reverse,
        List<Endpoint> resolvers,
        Duration timeout) {
    public PublishSettings {
        nameServers = List.copyOf(nameServers);
        resolvers = List.copyOf(resolvers);
        zone.ifPresent(PublishSettings::name);
    }

    /** @throws IllegalArgumentException if it is not a domain name */
    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'" + Words.printable(text) + "' is not a domain name", e);
        }
    }
}
