package cygnet.dns;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;

/** Reads A and AAAA records. */
final class AddressRecords {
    private AddressRecords() {}

    static DnsOutcome<IpAddress> read(Found<Record> found, DnsLimits limits) {
        List<IpAddress> addresses = found.records().stream()
                .limit(limits.recordsRead())
                .map(AddressRecords::address)
                .distinct()
                .toList();
        int unread = found.records().size() - limits.recordsRead();
        List<String> flaws = unread > 0
                ? List.of(unread + " more addresses were not read: at most " + limits.recordsRead() + " are")
                : List.of();
        return new Found<>(addresses, found.validation(), found.ttl(), flaws);
    }

    static IpAddress address(Record record) {
        if (record instanceof AAAARecord aaaa) {
            // The octets, because Java would turn an IPv4-mapped address into an IPv4 one.
            return new IpAddress(Octets.owning(aaaa.rdataToWireCanonical()));
        }
        return IpAddress.of(((ARecord) record).getAddress());
    }
}
