package cygnet.dns.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * What makes one name's records as they should be, in one update (RFC 2136): all of it is done, or nothing. It is bound to
 * what was seen: if any of the types has other records by then, the server does nothing.
 */
record Change(Zone zone, NameRecords seen, NameRecords wanted) {
    boolean isEmpty() {
        return wanted.types().stream().noneMatch(this::touches);
    }

    private boolean touches(int type) {
        return !seen.agrees(wanted, type) || !seen.agreesInTtl(wanted, type);
    }

    Update message() {
        Update update = new Update(zone.apex());
        for (int type : wanted.types()) {
            require(update, type);
        }
        for (int type : wanted.types()) {
            if (!touches(type)) {
                continue;
            }
            if (isReplaced(type)) {
                update.delete(wanted.owner(), type);
            } else {
                removed(type).forEach(update::delete);
            }
            added(type).forEach(update::add);
        }
        return update;
    }

    /** RFC 2136 sections 2.4.2 and 2.4.3: exactly these records, with TTL 0; or none of the type. */
    private void require(Update update, int type) {
        if (seen.of(type).isEmpty()) {
            update.absent(wanted.owner(), type);
        } else {
            seen.of(type)
                    .forEach(known -> update.present(
                            Record.newRecord(known.getName(), type, DClass.IN, 0, known.rdataToWireCanonical())));
        }
    }

    /** With another TTL all go and all come, since servers differ in what an RRset of two TTLs is to them. */
    private boolean isReplaced(int type) {
        return wanted.of(type).isEmpty() || !seen.agreesInTtl(wanted, type);
    }

    private List<Record> removed(int type) {
        return seen.of(type).stream()
                .filter(known -> !wanted.of(type).contains(known))
                .toList();
    }

    private List<Record> added(int type) {
        return wanted.of(type).stream()
                .filter(one -> isReplaced(type) || !seen.of(type).contains(one))
                .toList();
    }

    /** The update as nsupdate would be told. */
    List<String> script() {
        List<String> lines = new ArrayList<>();
        lines.add("server " + zone.primary().address() + " " + zone.primary().port());
        lines.add("zone " + zone.apex());
        for (int type : wanted.types()) {
            String what = wanted.owner() + " " + Type.string(type);
            if (seen.of(type).isEmpty()) {
                lines.add("prereq nxrrset " + what);
            } else {
                seen.of(type).forEach(known -> lines.add("prereq yxrrset " + what + " " + known.rdataToString()));
            }
        }
        for (int type : wanted.types()) {
            String what = wanted.owner() + " " + Type.string(type);
            if (touches(type) && isReplaced(type)) {
                lines.add("update delete " + what);
            } else if (touches(type)) {
                removed(type).forEach(known -> lines.add("update delete " + what + " " + known.rdataToString()));
            }
            if (touches(type)) {
                added(type)
                        .forEach(one -> lines.add("update add " + wanted.owner() + " " + one.getTTL() + " "
                                + Type.string(type) + " " + one.rdataToString()));
            }
        }
        lines.add("send");
        return lines;
    }

    /** A line for each record that goes or comes. */
    List<String> summary() {
        String owner = Words.name(wanted.owner());
        return wanted.types().stream()
                .filter(this::touches)
                .flatMap(type -> Stream.concat(
                        removed(type).stream().map(known -> "- " + owner + " " + Words.of(known)),
                        added(type).stream()
                                .map(one -> (seen.of(type).contains(one) ? "= " : "+ ") + owner + " " + Words.of(one)
                                        + ", TTL " + one.getTTL())))
                .toList();
    }
}
