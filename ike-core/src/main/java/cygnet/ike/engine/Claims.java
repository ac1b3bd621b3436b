package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.payload.IdPayload;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.IkeSa;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many strangers may say who they are: each costs a signature check, and perhaps questions to DNS, which cost others as
 * well.
 */
final class Claims {
    private static final int LABELS_OF_ZONE = 2;

    private final SharedRate<Site> claims;
    private final SharedRate<String> lookups;

    Claims(Limits limits, Instant now) {
        this.claims = new SharedRate<>(limits.claims(), now);
        this.lookups = new SharedRate<>(limits.lookups(), now);
    }

    /** Why there is no time for an IKE_AUTH request now; empty if there is. An honest peer asks again. */
    Optional<DropCause> objection(IkeSa sa, IpAddress remote, IkeMessage request, Instant now) {
        if (!claims.take(Site.of(remote), now)) {
            return Optional.of(DropCause.TOO_MANY_CLAIMS);
        }
        boolean taken = nameToLookUp(sa.candidates(), request)
                .map(name -> lookups.take(zone(name), now))
                .orElse(true);
        return taken ? Optional.empty() : Optional.of(DropCause.TOO_MANY_LOOKUPS);
    }

    /** Whether there is time to ask DNS who is at an address that no name was said of. */
    boolean mayLookUp(IpAddress remote, Instant now) {
        return lookups.take(Site.of(remote).toString(), now);
    }

    private static Optional<DomainName> nameToLookUp(List<Connection> candidates, IkeMessage request) {
        boolean fromDns = candidates.stream().anyMatch(c -> c.remote() instanceof RemoteAuth.DnsKeys);
        return request.all(IdPayload.class).stream()
                .filter(id -> fromDns && id.initiator())
                .findFirst()
                .flatMap(id -> id.id().fqdn())
                .flatMap(DomainName::parse);
    }

    /** The last two labels: who serves a name is not known before it has been asked for. */
    private static String zone(DomainName name) {
        String[] labels = name.text().split("\\.", -1);
        int first = Math.max(0, labels.length - LABELS_OF_ZONE);
        return String.join(".", List.of(labels).subList(first, labels.length));
    }
}
