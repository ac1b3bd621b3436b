package cygnet.dns;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The way from a name through CNAME and DNAME records to where an answer ends (RFC 1034 section 3.6.2, RFC 6672).
 *
 * @param way all names from the first to the last, which has the records, or lacks them
 * @param records the records at {@code end}; none if the answer has none
 * @param used all sets that the way and its end consist of, in that order
 */
record Aliases(List<Name> way, List<Record> records, List<RRset> used) {
    /** For an answer whose length is known to be bounded. */
    static final int NO_LIMIT = Integer.MAX_VALUE - 1;

    Aliases {
        way = List.copyOf(way);
        records = List.copyOf(records);
        used = List.copyOf(used);
    }

    /**
     * Follows the aliases in {@code message} from {@code name}.
     *
     * @throws LookupFailure if they form a loop or are more than {@code limit}
     */
    static Aliases follow(Message message, Name name, int type, int limit) throws LookupFailure {
        List<RRset> answer = message.getSectionRRsets(Section.ANSWER);
        List<RRset> used = new ArrayList<>();
        Set<Name> seen = new LinkedHashSet<>();
        Name at = name;
        while (true) {
            if (!seen.add(at)) {
                throw LookupFailure.server("the aliases of " + name + " form a loop at " + at);
            }
            if (seen.size() > limit + 1) {
                throw LookupFailure.server("too many aliases on the way from " + name);
            }
            RRset end = find(answer, at, type);
            RRset alias = end == null ? find(answer, at, Type.CNAME) : null;
            if (alias == null) {
                List<Record> records = end == null ? List.of() : end.rrs(false);
                if (end != null) {
                    used.add(end);
                }
                return new Aliases(List.copyOf(seen), records, used);
            }
            // A CNAME that a DNAME implies has no signature and no lifetime of its own (RFC 6672 section 3.1).
            RRset origin = findDname(answer, at);
            used.add(origin == null ? alias : origin);
            at = ((CNAMERecord) alias.first()).getTarget();
        }
    }

    /** The last name. */
    Name end() {
        return way.get(way.size() - 1);
    }

    /** How many aliases were followed. */
    int steps() {
        return way.size() - 1;
    }

    /**
     * The aliases lead somewhere, but whether there is anything the message does not say: it comes from a server that knows
     * only a part of the way. A negative answer would hold an SOA record (RFC 2308 section 2.2).
     */
    boolean leaveOff(Message message) {
        return steps() > 0
                && records.isEmpty()
                && message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.AUTHORITY).stream().noneMatch(SOARecord.class::isInstance);
    }

    private static @Nullable RRset find(List<RRset> answer, Name name, int type) {
        for (RRset set : answer) {
            if (set.getType() == type && set.getName().equals(name)) {
                return set;
            }
        }
        return null;
    }

    private static @Nullable RRset findDname(List<RRset> answer, Name name) {
        for (RRset set : answer) {
            if (set.getType() == Type.DNAME && name.subdomain(set.getName()) && !name.equals(set.getName())) {
                return set;
            }
        }
        return null;
    }

    /**
     * How long all of this may be kept: the least TTL, the signatures' original TTL among them, within the bounds of
     * {@link Lifetimes#found}; but never beyond the signatures' end (RFC 4035 section 5.3.3).
     */
    Duration ttl(Instant now) {
        Duration ttl = Lifetimes.MOST_TTL;
        Duration signed = Lifetimes.MOST_TTL;
        for (RRset set : used) {
            ttl = Lifetimes.least(ttl, Duration.ofSeconds(set.getTTL()));
            for (RRSIGRecord signature : set.sigs()) {
                ttl = Lifetimes.least(ttl, Duration.ofSeconds(signature.getOrigTTL()));
                signed = Lifetimes.least(signed, Duration.between(now, signature.getExpire()));
            }
        }
        return signed.isNegative() ? Duration.ZERO : Lifetimes.least(Lifetimes.found(ttl), signed);
    }
}
