package cygnet.dns.publish;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The records of some types at one name, as they are or as they should be. A type with an empty list has no records; a
 * type that is not there is nobody's business here.
 */
record NameRecords(Name owner, Map<Integer, List<Record>> sets) {
    NameRecords {
        Map<Integer, List<Record>> copy = new TreeMap<>();
        sets.forEach((type, records) -> copy.put(type, List.copyOf(records)));
        sets = Collections.unmodifiableMap(copy);
    }

    Set<Integer> types() {
        return sets.keySet();
    }

    List<Record> of(int type) {
        return sets.getOrDefault(type, List.of());
    }

    /** Whether both have the same records of {@code type}; TTLs don't count. */
    boolean agrees(NameRecords other, int type) {
        Set<Record> ours = new HashSet<>(of(type));
        return ours.equals(new HashSet<>(other.of(type)));
    }

    /** Whether they also agree in TTLs. */
    boolean agreesInTtl(NameRecords other, int type) {
        return of(type).isEmpty()
                || other.of(type).isEmpty()
                || of(type).get(0).getTTL() == other.of(type).get(0).getTTL();
    }

    /** The same types without any records. */
    NameRecords emptied() {
        Map<Integer, List<Record>> none = new TreeMap<>();
        types().forEach(type -> none.put(type, List.of()));
        return new NameRecords(owner, none);
    }
}
