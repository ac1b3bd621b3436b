package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome.Validation;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * A name that the answer to a question led through.
 *
 * @param name that which was asked for, or what an alias stands for
 * @param zone where DNSSEC vouches for the answer, the zone whose keys have signed what was used of it; otherwise the deepest
 *     name that this zone can have
 */
record Waypoint(Name name, Name zone) {
    /** Nothing has been heard about {@code name}: it may be a zone of its own. */
    static Waypoint unknown(Name name) {
        return new Waypoint(name, name);
    }

    /** The names that {@code answer} led through; without the last one if the answer leaves off before it. */
    static List<Waypoint> of(Aliases aliases, Answer answer) {
        boolean secure = answer.validation() == Validation.SECURE;
        List<Name> names = aliases.way();
        List<Waypoint> points = new ArrayList<>();
        for (int i = 0; i < aliases.used().size(); i++) {
            points.add(new Waypoint(names.get(i), zone(aliases.used().get(i), secure)));
        }
        if (aliases.records().isEmpty() && !aliases.leaveOff(answer.message())) {
            SOARecord soa = Lookup.soa(answer.message());
            points.add(new Waypoint(aliases.end(), secure && soa != null ? soa.getName() : aliases.end()));
        }
        return points;
    }

    private static Name zone(RRset set, boolean secure) {
        if (secure && !set.sigs().isEmpty()) {
            return set.sigs().get(0).getSigner();
        }
        // RFC 1034 section 3.6.2: beside a CNAME there are no other data, so that it can't be where a zone begins.
        return set.getType() == Type.CNAME ? new Name(set.getName(), 1) : set.getName();
    }

    static List<Waypoint> along(List<Waypoint> before, List<Waypoint> further) {
        List<Waypoint> all = new ArrayList<>(before);
        all.addAll(further);
        return List.copyOf(all);
    }
}
