package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.IPSECKEYRecord.Gateway;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Reads the IPSECKEY records of one name (RFC 4025). Each is judged alone: a bad one becomes a flaw and spoils nothing.
 */
final class KeyRecords {
    private final Name asked;
    private final Found<Record> found;
    private final DnsOutcome<IpAddress> addresses;
    private final UsableKeys keys;

    private KeyRecords(Name asked, Found<Record> found, DnsOutcome<IpAddress> addresses, DnsLimits limits) {
        this.asked = asked;
        this.found = found;
        this.addresses = addresses;
        this.keys = new UsableKeys(limits.keysReturned());
    }

    /**
     * Whether a record names a gateway by its address, so that the owner's own addresses are needed to judge it. Nobody is
     * asked for them where the record could not be used anyhow.
     */
    static boolean needAddresses(Found<Record> found) {
        return found.validation() == Validation.SECURE
                && records(found).stream().anyMatch(record -> namesAddress(record.getGatewayType()));
    }

    /**
     * The keys that {@code asked} has, best first.
     *
     * @param addresses the owner's own, where {@link #needAddresses} says that they matter. If DNS failed to give them and
     *     no other key is left, that failure is the outcome: it must not pass for a name without a key.
     */
    static DnsOutcome<HostKey> read(
            Name asked, Found<Record> found, DnsOutcome<IpAddress> addresses, DnsLimits limits) {
        // RFC 4025 section 2.2: lower precedence first. Equal ones stay as the server ordered them.
        List<IPSECKEYRecord> records = records(found).stream()
                .sorted(Comparator.comparingInt(IPSECKEYRecord::getPrecedence))
                .toList();
        KeyRecords reader = new KeyRecords(asked, found, addresses, limits);
        int unread = records.size() - limits.recordsRead();
        if (unread > 0) {
            reader.keys.addFlaw(
                    unread + " more IPSECKEY records were not read: at most " + limits.recordsRead() + " are");
        }
        records.stream().limit(limits.recordsRead()).forEach(reader::add);
        return reader.outcome();
    }

    private static List<IPSECKEYRecord> records(Found<Record> found) {
        return found.records().stream()
                .filter(IPSECKEYRecord.class::isInstance)
                .map(IPSECKEYRecord.class::cast)
                .toList();
    }

    private static boolean namesAddress(int gatewayType) {
        return gatewayType == Gateway.IPv4 || gatewayType == Gateway.IPv6;
    }

    private DnsOutcome<HostKey> outcome() {
        if (!needAddresses(found)) {
            return new Found<>(keys.keys(), found.validation(), found.ttl(), keys.flaws());
        }
        if (!Outcomes.isFailure(addresses)) {
            Duration ttl = Lifetimes.least(found.ttl(), Outcomes.ttl(addresses));
            return new Found<>(keys.keys(), found.validation(), ttl, keys.flaws());
        }
        return keys.isEmpty()
                ? Outcomes.failure(addresses)
                : new Found<>(
                        keys.keys(),
                        found.validation(),
                        Lifetimes.least(found.ttl(), Lifetimes.LEAST_TTL),
                        keys.flaws());
    }

    private void add(IPSECKEYRecord record) {
        keys.add(label(record), record.getPrecedence(), () -> {
            checkGateway(record);
            return key(record);
        });
    }

    /**
     * A gateway other than the owner says that another host answers for the owner, and that host's key is not the owner's.
     * RFC 4025 section 4.1.2: without DNSSEC such records "MUST be ignored"; Cygnet protects hosts, not networks behind
     * them, and so ignores them always.
     */
    private void checkGateway(IPSECKEYRecord record) throws CryptoException {
        int type = record.getGatewayType();
        if (type == Gateway.None) {
            return;
        }
        if (namesAddress(type)) {
            checkAddress(record);
        } else if (type != Gateway.Name
                || !(record.getGateway().equals(record.getName())
                        || record.getGateway().equals(asked))) {
            throw foreignGateway(record);
        }
    }

    /** The owner by its address, as RFC 4025 section 3.2 shows it: the owner must be known to have that address. */
    private void checkAddress(IPSECKEYRecord record) throws CryptoException {
        if (found.validation() != Validation.SECURE) {
            throw gateway(record, ", which without DNSSEC must be ignored (RFC 4025 section 4.1.2)");
        }
        if (Outcomes.isFailure(addresses)) {
            throw gateway(record, ", and whether that is its own address can't be told: " + addresses.describe());
        }
        boolean own = addresses instanceof Found<IpAddress> known
                && known.records().contains(IpAddress.of((InetAddress) record.getGateway()));
        if (!own) {
            throw foreignGateway(record);
        }
        if (!Outcomes.isSecure(addresses)) {
            throw gateway(record, ", which is its own address only without DNSSEC");
        }
    }

    private static CryptoException foreignGateway(IPSECKEYRecord record) {
        return gateway(record, "");
    }

    private static CryptoException gateway(IPSECKEYRecord record, String what) {
        return new CryptoException("names the gateway " + gateway(record) + " to answer for " + record.getName() + what
                + "; publish the host's own key with gateway type 0 and gateway \".\"");
    }

    private static VerificationKey key(IPSECKEYRecord record) throws CryptoException {
        byte[] key = record.getKey();
        // RFC 4025 section 2.4: "A value of 0 indicates that no key is present."
        if (record.getAlgorithmType() == 0 || key == null || key.length == 0) {
            throw new CryptoException("carries no key");
        }
        return VerificationKey.ofIpsecKey(record.getAlgorithmType(), Octets.of(key));
    }

    /** The record's type, precedence, gateway type and algorithm: enough to find it in a zone file. */
    private static String label(IPSECKEYRecord record) {
        return "IPSECKEY " + record.getPrecedence() + " " + record.getGatewayType() + " " + record.getAlgorithmType();
    }

    private static String gateway(IPSECKEYRecord record) {
        Object gateway = record.getGateway();
        return gateway instanceof InetAddress address ? address.getHostAddress() : String.valueOf(gateway);
    }
}
