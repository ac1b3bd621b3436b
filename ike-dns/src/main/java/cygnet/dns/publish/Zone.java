package cygnet.dns.publish;

import cygnet.ike.address.Endpoint;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * A zone and who serves it.
 *
 * @param primary the address that takes updates
 * @param servers all addresses of all its authoritative servers
 */
record Zone(Name apex, Endpoint primary, List<NameServer> servers) {
    /** One address of a server; several of them may share a name. */
    record NameServer(String name, Endpoint endpoint) {}

    Zone {
        servers = List.copyOf(servers);
    }
}
