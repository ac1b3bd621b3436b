package cygnet.dns;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Record;

/** Which keys of a zone the zone above, or a trust anchor, vouches for. */
final class ZoneKeys {
    /** More are not shown. */
    private static final int MOST_KEYS = 4;

    private ZoneKeys() {}

    /**
     * The keys that both sides name.
     *
     * @param vouching DS records, or the DNSKEY records of a trust anchor
     * @param keys the zone's DNSKEY records, validated
     */
    static List<TrustChain.Key> vouchedFor(List<Record> vouching, List<Record> keys) {
        return keys.stream()
                .filter(DNSKEYRecord.class::isInstance)
                .map(DNSKEYRecord.class::cast)
                .filter(key -> vouching.stream().anyMatch(record -> isFor(record, key)))
                .map(key -> new TrustChain.Key(key.getFootprint(), DNSSEC.Algorithm.string(key.getAlgorithm())))
                .distinct()
                .limit(MOST_KEYS)
                .toList();
    }

    private static boolean isFor(Record vouching, DNSKEYRecord key) {
        if (!DnssecRules.isSound(vouching)) {
            return false;
        }
        if (!(vouching instanceof DSRecord ds)) {
            return vouching instanceof DNSKEYRecord anchor
                    && Arrays.equals(anchor.rdataToWireCanonical(), key.rdataToWireCanonical());
        }
        return ds.getFootprint() == key.getFootprint() && ds.getAlgorithm() == key.getAlgorithm() && hasDigest(ds, key);
    }

    private static boolean hasDigest(DSRecord ds, DNSKEYRecord key) {
        int digest = ds.getDigestID();
        boolean known = digest == DNSSEC.Digest.SHA256 || digest == DNSSEC.Digest.SHA384;
        return known
                && Arrays.equals(
                        ds.getDigest(),
                        new DSRecord(key.getName(), key.getDClass(), key.getTTL(), digest, key).getDigest());
    }

    /** Why no key of the zone can be believed, although that is nobody's mistake. */
    static String whyNone(List<Record> vouching) {
        String records = vouching.stream()
                .filter(DSRecord.class::isInstance)
                .map(DSRecord.class::cast)
                .limit(MOST_KEYS)
                .map(ds -> ds.getFootprint() + " " + DNSSEC.Algorithm.string(ds.getAlgorithm()) + " by "
                        + DNSSEC.Digest.string(ds.getDigestID()))
                .collect(Collectors.joining(", "));
        return records.isEmpty() ? "its trust anchor validates nothing" : "no DS record that counts: " + records;
    }
}
