package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import java.util.List;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * A record in a reverse zone says that an address belongs to a host of that name.
 *
 * @param record its type, for people
 * @param name as the record has it: anything
 */
record NameClaim(String record, String name) {
    static DnsOutcome<NameClaim> ofPtr(Found<Record> found) {
        List<NameClaim> claims = found.records().stream()
                .map(record ->
                        new NameClaim("PTR", ((PTRRecord) record).getTarget().toString()))
                .toList();
        return new Found<>(claims, found.validation(), found.ttl(), found.flaws());
    }

    /** Of {@code @name} as gateway: the name with which the host identifies itself (RFC 4322 section 5.2). */
    static DnsOutcome<NameClaim> ofRows(Found<ServerRow> found) {
        List<NameClaim> claims = found.records().stream()
                .map(ServerRow::gateway)
                .filter(ServerRow.Gateway.ByName.class::isInstance)
                .map(gateway -> new NameClaim("TXT", gateway.name().text()))
                .toList();
        // Their flaws are told together with the keys of the same records.
        return new Found<>(claims, found.validation(), found.ttl(), List.of());
    }

    @Override
    public String toString() {
        return record + " " + Printable.of(name);
    }
}
