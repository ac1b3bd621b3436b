package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.HostKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Reads the IPSECKEY records of one name (RFC 4025). Each is judged alone: a bad one becomes a flaw and spoils nothing.
 */
final class KeyRecords {
    private final Name asked;
    private final DnsLimits limits;
    private final List<HostKey> keys = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();

    private KeyRecords(Name asked, DnsLimits limits) {
        this.asked = asked;
        this.limits = limits;
    }

    /** The keys that {@code asked} has, best first. */
    static DnsOutcome<HostKey> read(Name asked, DnsOutcome.Found<Record> found, DnsLimits limits) {
        // RFC 4025 section 2.2: lower precedence first. Equal ones stay as the server ordered them.
        List<IPSECKEYRecord> records = found.records().stream()
                .filter(IPSECKEYRecord.class::isInstance)
                .map(IPSECKEYRecord.class::cast)
                .sorted(Comparator.comparingInt(IPSECKEYRecord::getPrecedence))
                .toList();
        KeyRecords reader = new KeyRecords(asked, limits);
        records.stream().limit(limits.recordsRead()).forEach(reader::add);
        int unread = records.size() - limits.recordsRead();
        if (unread > 0) {
            reader.flaws.add(unread + " more IPSECKEY records were not read: at most " + limits.recordsRead() + " are");
        }
        return new DnsOutcome.Found<>(reader.keys, found.validation(), found.ttl(), reader.flaws);
    }

    private void add(IPSECKEYRecord record) {
        try {
            checkGateway(record);
            VerificationKey key = key(record);
            if (keys.stream().anyMatch(known -> known.key().equals(key))) {
                return;
            }
            if (keys.size() == limits.keysReturned()) {
                throw new CryptoException("not used: at most " + limits.keysReturned() + " keys of a name are");
            }
            keys.add(new HostKey(record.getPrecedence(), key));
        } catch (CryptoException e) {
            flaws.add(label(record) + ": "
                    + Printable.of(String.valueOf(e.getMessage()).replaceFirst("^IPSECKEY ", "")));
        }
    }

    /**
     * A gateway other than the owner says that another host answers for the owner, and that host's key is not the owner's.
     * RFC 4025 section 4.1.2: without DNSSEC such records "MUST be ignored"; Cygnet protects hosts, not networks behind
     * them, and so ignores them always.
     */
    private void checkGateway(IPSECKEYRecord record) throws CryptoException {
        switch (record.getGatewayType()) {
            case IPSECKEYRecord.Gateway.None -> {}
            case IPSECKEYRecord.Gateway.Name -> {
                if (!record.getGateway().equals(record.getName())
                        && !record.getGateway().equals(asked)) {
                    throw foreignGateway(record);
                }
            }
            default -> throw foreignGateway(record);
        }
    }

    private static CryptoException foreignGateway(IPSECKEYRecord record) {
        return new CryptoException("names the gateway " + gateway(record) + " to answer for " + record.getName()
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
