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
    /** More than of keys, since they cost nothing, and whoever is at one that was left out would be told that it is not his. */
    private static final int MOST = 256;

    private AddressRecords() {}

    static DnsOutcome<IpAddress> read(Found<Record> found) {
        List<IpAddress> addresses = found.records().stream()
                .limit(MOST)
                .map(AddressRecords::address)
                .distinct()
                .toList();
        int unread = found.records().size() - MOST;
        List<String> flaws =
                unread > 0 ? List.of(unread + " more addresses were not read: at most " + MOST + " are") : List.of();
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
