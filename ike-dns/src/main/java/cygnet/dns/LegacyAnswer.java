package cygnet.dns;

import cygnet.dns.ServerRow.Gateway;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.List;
import org.xbill.DNS.KEYRecord;

/**
 * What DNS says about one name in place of IPSECKEY.
 *
 * @param name the owner
 * @param rows its TXT records
 * @param keyRecords its own KEY records
 * @param ipseckey that there is no IPSECKEY record, on which the rest depends
 */
record LegacyAnswer(
        DomainName name, DnsOutcome<ServerRow> rows, DnsOutcome<KEYRecord> keyRecords, Absent<HostKey> ipseckey) {
    /** Names that are asked for KEY records because rows point there. */
    static final int MOST_ELSEWHERE = 2;

    /** Whether a row names a gateway by its address, so that the owner's own addresses are needed to judge it. */
    boolean needsAddresses() {
        return foundRows().stream().anyMatch(row -> row.gateway() instanceof Gateway.ByAddress);
    }

    /** The names other than the owner's whose KEY records are needed, the first ones first. */
    List<DomainName> keysElsewhere() {
        return foundRows().stream()
                .filter(row -> !namesAnotherHost(row))
                .flatMap(row -> row.keyName().stream())
                .filter(keyName -> !keyName.equals(name))
                .distinct()
                .limit(MOST_ELSEWHERE)
                .toList();
    }

    /** Whether the gateway has another name than the owner. Of one that has an address only the address tells. */
    boolean namesAnotherHost(ServerRow row) {
        return row.gateway() instanceof Gateway.ByName gateway
                && !gateway.name().equals(name);
    }

    List<ServerRow> foundRows() {
        return rows instanceof Found<ServerRow> found ? found.records() : List.of();
    }
}
