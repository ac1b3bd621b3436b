package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.List;

/**
 * What an application is about to learn.
 *
 * @param asked the name in the question; the host's if that is not the name of a host
 * @param host the canonical name whose addresses these are
 * @param addresses at least one
 * @param keys what DNS says about the host's keys; if {@code host} was reached by aliases, as trustworthy as these
 * @param ttl for how long the application may use the addresses
 */
public record Resolved(
        DomainName asked, DomainName host, List<IpAddress> addresses, DnsOutcome<HostKey> keys, Duration ttl) {
    public Resolved {
        addresses = List.copyOf(addresses);
    }
}
