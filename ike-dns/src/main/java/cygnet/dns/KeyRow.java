package cygnet.dns;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import java.util.List;
import org.xbill.DNS.KEYRecord;
import org.xbill.DNS.Record;

/** Judges KEY records (RFC 2535 section 3) as keys of hosts for IPsec. */
final class KeyRow {
    // RFC 2535 section 3.1.2; bit 0 is the most significant of 16.
    private static final int NO_KEY = 0xC000;
    private static final int NOT_FOR_AUTHENTICATION = 0x8000;
    private static final int RESERVED = 0x3CF0;
    private static final int NAME_TYPE = 0x0300;
    private static final int HOST = 0x0200;

    // RFC 2535 section 3.1.3.
    private static final int IPSEC = 4;
    private static final int ALL_PROTOCOLS = 255;

    /** RFC 2535 section 3.2, RFC 3110 section 2. The hash in their names is that of DNSSEC; IKEv2 signs with another one. */
    private static final int RSA_MD5 = 1;

    private static final int RSA_SHA1 = 5;

    /** Of IPSECKEY (RFC 4025 section 2.4): the same form, RFC 3110. */
    private static final int RSA = 2;

    /** A KEY record has none; nothing comes after this one. */
    static final int LEAST_PRECEDENCE = 255;

    private KeyRow() {}

    /**
     * Those of the KEY records that are meant for IPsec at all, usable or not; absent if there are none. Others, such as those
     * for dynamic updates, are no concern of ours.
     */
    static DnsOutcome<KEYRecord> read(DnsOutcome<Record> outcome, DnsLimits limits) {
        return Outcomes.map(outcome, found -> {
            List<KEYRecord> records = found.records().stream()
                    .filter(KEYRecord.class::isInstance)
                    .map(KEYRecord.class::cast)
                    .filter(KeyRow::isForIpsec)
                    .toList();
            int unread = records.size() - limits.recordsRead();
            List<String> flaws = unread > 0
                    ? List.of(unread + " more KEY records were not read: at most " + limits.recordsRead() + " are")
                    : List.of();
            List<KEYRecord> read = records.stream().limit(limits.recordsRead()).toList();
            return records.isEmpty()
                    ? Outcomes.nothingIn(found)
                    : new Found<>(read, found.validation(), found.ttl(), flaws);
        });
    }

    private static boolean isForIpsec(KEYRecord record) {
        return record.getProtocol() == IPSEC || record.getProtocol() == ALL_PROTOCOLS;
    }

    /** @throws CryptoException if it can't be used, with the reason */
    static VerificationKey key(KEYRecord record) throws CryptoException {
        int flags = record.getFlags();
        byte[] key = record.getKey();
        if ((flags & NO_KEY) == NO_KEY || key == null || key.length == 0) {
            throw new CryptoException("carries no key");
        }
        if ((flags & NOT_FOR_AUTHENTICATION) != 0) {
            throw new CryptoException("its key must not be used for authentication");
        }
        if ((flags & NAME_TYPE) != HOST) {
            throw new CryptoException("its key is not that of a host");
        }
        if ((flags & RESERVED) != 0) {
            throw new CryptoException("has flags that mean nothing");
        }
        if (record.getAlgorithm() != RSA_MD5 && record.getAlgorithm() != RSA_SHA1) {
            throw new CryptoException("algorithm " + record.getAlgorithm() + " is not RSA (1 or 5)");
        }
        return rsa(Octets.of(key));
    }

    /** A key in the form of RFC 3110, within the bounds that hold for every RSA key. */
    static VerificationKey rsa(Octets key) throws CryptoException {
        try {
            return VerificationKey.ofIpsecKey(RSA, key);
        } catch (CryptoException e) {
            String reason = String.valueOf(e.getMessage()).replaceFirst("^IPSECKEY (algorithm 2 \\(RSA\\): )?", "");
            throw new CryptoException(reason, e);
        }
    }

    /** The record's type, flags, protocol and algorithm: enough to find it in a zone file. */
    static String label(KEYRecord record) {
        return String.format("KEY 0x%04x %d %d", record.getFlags(), record.getProtocol(), record.getAlgorithm());
    }
}
