package cygnet.dns.publish;

import cygnet.dns.publish.PublishException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Reads what an authoritative server has at a name. */
final class PrimaryRecords {
    /**
     * What there is.
     *
     * @param keyLife how long caches may hold what they have learnt about the name's keys, or about there being none
     */
    record Reading(NameRecords records, Duration keyLife) {}

    private final ServerQuestions questions;

    PrimaryRecords(ServerQuestions questions) {
        this.questions = questions;
    }

    Reading read(Zone zone, Name owner, Collection<Integer> types) throws PublishException {
        Map<Integer, List<Record>> sets = new TreeMap<>();
        Duration keyLife = Duration.ZERO;
        for (int type : types) {
            Message answer = questions.ask(zone.primary(), owner, type);
            List<Record> records = records(answer, owner, type, zone.primary().toString());
            sets.put(type, records);
            if (type == Type.IPSECKEY) {
                keyLife = life(answer, records);
            }
        }
        return new Reading(new NameRecords(owner, sets), keyLife);
    }

    /** The records of {@code type} that an authoritative answer has for {@code owner}. */
    static List<Record> records(Message answer, Name owner, int type, String server) throws PublishException {
        boolean isAnswer = answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN;
        if (!isAnswer || !answer.getHeader().getFlag(Flags.AA)) {
            throw new PublishException(
                    isAnswer || answer.getRcode() == Rcode.REFUSED ? Kind.REFUSED : Kind.UNREACHABLE,
                    server + " gives no authoritative answer about " + Words.name(owner) + " ("
                            + Rcode.string(answer.getRcode()) + ")");
        }
        List<Record> records = new ArrayList<>();
        for (Record one : answer.getSection(Section.ANSWER)) {
            if (one.getType() == type && one.getName().equals(owner)) {
                records.add(one);
            } else if (one instanceof CNAMERecord || one instanceof DNAMERecord) {
                throw new PublishException(
                        Kind.FOREIGN,
                        Words.name(owner) + " is an alias (" + Words.of(one) + "): a key can't stand beside it. Use the"
                                + " name that it stands for");
            }
        }
        return records;
    }

    /** RFC 2308 section 5: an absence is remembered for the lesser of the SOA's TTL and its MINIMUM. */
    private static Duration life(Message answer, List<Record> records) {
        if (!records.isEmpty()) {
            return Duration.ofSeconds(records.get(0).getTTL());
        }
        return answer.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .map(soa -> Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())))
                .findFirst()
                .orElse(Duration.ZERO);
    }
}
