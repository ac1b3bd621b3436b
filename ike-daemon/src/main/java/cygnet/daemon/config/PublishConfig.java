package cygnet.daemon.config;

import cygnet.dns.publish.TsigKey;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and what this host publishes about itself.
 *
 * @param zone empty: DNS knows
 * @param server the zone's primary; empty: DNS knows
 * @param nameServers where it must have arrived; empty: the zone's NS records say
 * @param ttl of what is published, whole seconds
 * @param precedence of the key, 0 to 255
 * @param reverse also at the reverse names of the addresses
 * @param addressRecords whether A and AAAA records are published beside the key
 * @param addresses the only networks whose addresses are published; empty: all that are reachable from everywhere
 */
public record PublishConfig(
        Optional<String> zone,
        Optional<Endpoint> server,
        List<Endpoint> nameServers,
        TsigKey key,
        Duration ttl,
        int precedence,
        boolean reverse,
        boolean addressRecords,
        List<IpNetwork> addresses,
        Automatic automatic) {
    /** What the daemon does without being asked, at its start and whenever the host's addresses change. */
    public enum Automatic {
        /** Publishes everything. */
        ALL,
        /** Keeps up to date what {@code cygnetctl publish} has published; does nothing for a name without a key of ours. */
        ADDRESSES,
        /** Nothing. */
        NO
    }

    public PublishConfig {
        nameServers = List.copyOf(nameServers);
        addresses = List.copyOf(addresses);
    }
}
