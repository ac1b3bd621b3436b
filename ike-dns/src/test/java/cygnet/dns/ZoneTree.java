package cygnet.dns;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Zones from the root down, and the answers that a recursive resolver gives about them. */
final class ZoneTree {
    private static final int MOST_ALIASES = 20;

    private final Instant from;
    private final Instant until;
    private final List<SignedZone> zones = new ArrayList<>();

    /** The root zone alone; signatures hold from {@code from} until {@code until}. */
    ZoneTree(Instant from, Instant until) {
        this.from = from;
        this.until = until;
        zones.add(SignedZone.signed(Name.root, from, until));
    }

    SignedZone signed(String apex) {
        return add(SignedZone.signed(Name.fromConstantString(apex), from, until));
    }

    SignedZone unsigned(String apex) {
        return add(SignedZone.unsigned(Name.fromConstantString(apex)));
    }

    /** The parent must be there before its children. */
    SignedZone add(SignedZone zone) {
        zoneOf(zone.apex()).delegate(zone);
        zones.add(zone);
        return zone;
    }

    /** The root's DNSKEY record. */
    String trustAnchor() {
        return zones.get(0).key().toString();
    }

    private SignedZone zoneOf(Name name) {
        return zones.stream()
                .filter(zone -> name.subdomain(zone.apex()))
                .max(Comparator.comparingInt(zone -> zone.apex().labels()))
                .orElseThrow();
    }

    /** DS records belong to the parent's side. */
    private SignedZone zoneOf(Name name, int type) {
        boolean parents = type == Type.DS && zoneOf(name).apex().equals(name) && !name.equals(Name.root);
        return parents ? zoneOf(new Name(name, 1)) : zoneOf(name);
    }

    Message answer(Message query) {
        Message answer = new Message(query.getHeader().getID());
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        Name name = query.getQuestion().getName();
        int type = query.getQuestion().getType();
        for (int aliases = 0; aliases < MOST_ALIASES; aliases++) {
            Optional<Name> next = step(answer, name, type);
            if (next.isEmpty()) {
                break;
            }
            name = next.get();
        }
        OPTRecord edns = query.getOPT();
        if (edns != null) {
            answer.addRecord(new OPTRecord(1232, 0, 0, edns.getFlags()), Section.ADDITIONAL);
        }
        return answer;
    }

    /** Adds what there is about {@code name}; gives the name to go on with if that is an alias. */
    private Optional<Name> step(Message answer, Name name, int type) {
        SignedZone zone = zoneOf(name, type);
        Optional<RRset> records = zone.find(name, type);
        if (records.isPresent()) {
            add(answer, records.get(), Section.ANSWER);
            return Optional.empty();
        }
        Optional<RRset> cname = zone.find(name, Type.CNAME);
        if (cname.isPresent()) {
            add(answer, cname.get(), Section.ANSWER);
            return Optional.of(((CNAMERecord) cname.get().first()).getTarget());
        }
        Optional<Name> dname = zone.dname(name);
        if (dname.isPresent()) {
            return Optional.of(
                    rename(answer, name, zone.find(dname.get(), Type.DNAME).orElseThrow()));
        }
        add(answer, zone.soa(), Section.AUTHORITY);
        zone.nsec(name).ifPresent(nsec -> add(answer, nsec, Section.AUTHORITY));
        if (!zone.exists(name)) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
            zone.nsec(wildcard(zone, name)).ifPresent(nsec -> add(answer, nsec, Section.AUTHORITY));
        }
        return Optional.empty();
    }

    /** RFC 6672 section 3.2: the DNAME record, and the CNAME record that it implies. */
    private static Name rename(Message answer, Name name, RRset dname) {
        add(answer, dname, Section.ANSWER);
        try {
            Name target = name.fromDNAME((DNAMERecord) dname.first());
            answer.addRecord(new CNAMERecord(name, DClass.IN, dname.getTTL(), target), Section.ANSWER);
            return target;
        } catch (NameTooLongException e) {
            throw new AssertionError(e);
        }
    }

    /** The wildcard at the closest encloser of a name that does not exist. */
    private static Name wildcard(SignedZone zone, Name name) {
        Name encloser = new Name(name, 1);
        while (!zone.exists(encloser)) {
            encloser = new Name(encloser, 1);
        }
        try {
            return Name.concatenate(Name.fromConstantString("*"), encloser);
        } catch (NameTooLongException e) {
            throw new AssertionError(e);
        }
    }

    /** The answer as a server gives it that knows nothing of DNSSEC. */
    Message unsignedAnswer(Message query) {
        Message answer = answer(query);
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            List.copyOf(answer.getSection(section)).stream()
                    .filter(record -> record.getType() == Type.RRSIG)
                    .forEach(record -> answer.removeRecord(record, section));
        }
        return answer;
    }

    static void add(Message answer, RRset set, int section) {
        for (Record record : set.rrs()) {
            addOnce(answer, record, section);
        }
        for (RRSIGRecord signature : set.sigs()) {
            addOnce(answer, signature, section);
        }
    }

    private static void addOnce(Message answer, Record record, int section) {
        if (!answer.findRecord(record, section)) {
            answer.addRecord(record, section);
        }
    }
}
