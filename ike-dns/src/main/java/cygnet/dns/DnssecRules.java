package cygnet.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * What validation does not believe. A zone that has nothing better counts as unsigned, as RFC 4035 section 5.2 has it for
 * whatever a validator does not support.
 */
final class DnssecRules {
    /** RFC 9276 section 3.2 lets a validator choose; the well-known resolvers have agreed on this number. */
    static final int MOST_NSEC3_ITERATIONS = 50;

    /** RFC 8624 section 3.1, and SHA-1, for which collisions are made to order. */
    private static final Set<Integer> WEAK_ALGORITHMS = Set.of(
            Algorithm.RSAMD5,
            Algorithm.DSA,
            Algorithm.RSASHA1,
            Algorithm.DSA_NSEC3_SHA1,
            Algorithm.RSA_NSEC3_SHA1,
            Algorithm.ECC_GOST);

    /** RFC 8624 section 3.3. */
    private static final Set<Integer> WEAK_DIGESTS = Set.of(Digest.SHA1, Digest.GOST3411);

    private DnssecRules() {}

    /** For dnsjava's validator; what is said here at all must be said completely, since it forgets its own defaults. */
    static Properties properties() {
        Properties properties = new Properties();
        // For keys of any size: the validator takes the number that is given for the next smaller one.
        properties.setProperty("dnsjava.dnssec.nsec3.iterations.0", Integer.toString(MOST_NSEC3_ITERATIONS));
        WEAK_ALGORITHMS.forEach(weak -> properties.setProperty("dnsjava.dnssec.algorithm." + weak, "false"));
        WEAK_DIGESTS.forEach(weak -> properties.setProperty("dnsjava.dnssec.digest." + weak, "false"));
        properties.setProperty("dnsjava.dnssec.harden_algo_downgrade", "true");
        return properties;
    }

    /** RFC 9276 section 3.2: whoever hashes that often would have us do it too, and may count as unsigned instead. */
    static boolean hasTooManyIterations(Message answer) {
        return answer.getSection(Section.AUTHORITY).stream()
                .anyMatch(
                        record -> record instanceof NSEC3Record nsec3 && nsec3.getIterations() > MOST_NSEC3_ITERATIONS);
    }

    /** Whether validation can begin with the DS or DNSKEY record. */
    static boolean isSound(Record anchor) {
        if (anchor instanceof DSRecord ds) {
            return !WEAK_ALGORITHMS.contains(ds.getAlgorithm()) && !WEAK_DIGESTS.contains(ds.getDigestID());
        }
        return anchor instanceof DNSKEYRecord key && !WEAK_ALGORITHMS.contains(key.getAlgorithm());
    }

    /**
     * Takes the weak signatures out of {@code answer}. The validator asks whether a zone has a key of an algorithm that it
     * supports, and then believes signatures of any other.
     */
    static Message withoutWeakSignatures(Message answer) {
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            List<Record> records = new ArrayList<>(answer.getSection(section));
            for (Record record : records) {
                if (record instanceof RRSIGRecord signature && WEAK_ALGORITHMS.contains(signature.getAlgorithm())) {
                    answer.removeRecord(record, section);
                }
            }
        }
        return answer;
    }
}
