package cygnet.dns;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Record;

/** Reads A and AAAA records, and makes one outcome of the two questions: the weaker of both. */
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

    /** Bogus outweighs a failure, and a failure an answer: half of the addresses must not pass for all of them. */
    static DnsOutcome<IpAddress> weaker(DnsOutcome<IpAddress> a, DnsOutcome<IpAddress> b) {
        if (Outcomes.isFailure(a) || Outcomes.isFailure(b)) {
            return Outcomes.weakness(a) >= Outcomes.weakness(b) ? a : b;
        }
        if (a instanceof Absent<IpAddress> first && b instanceof Absent<IpAddress> second) {
            return new Absent<>(
                    first.proven() && second.proven(),
                    first.nameExists() || second.nameExists(),
                    Lifetimes.least(first.ttl(), second.ttl()));
        }
        List<IpAddress> addresses = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        for (DnsOutcome<IpAddress> outcome : List.of(a, b)) {
            if (outcome instanceof Found<IpAddress> found) {
                addresses.addAll(found.records());
                flaws.addAll(found.flaws());
            }
        }
        Validation validation =
                Outcomes.isSecure(a) && Outcomes.isSecure(b) ? Validation.SECURE : Validation.UNVALIDATED;
        return new Found<>(addresses, validation, Lifetimes.least(Outcomes.ttl(a), Outcomes.ttl(b)), flaws);
    }
}
