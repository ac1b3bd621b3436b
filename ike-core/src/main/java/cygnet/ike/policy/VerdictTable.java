package cygnet.ike.policy;

import java.util.EnumMap;
import java.util.Map;

/**
 * What happens to the traffic with a host, by what has been found out about it. This is the one place that says so; the operator
 * may say otherwise for each finding, as far as the group's promise allows it.
 *
 * <pre>
 *                    private    private-or-clear
 *   KEY              protect    protect
 *   NO_NAME          drop       pass
 *   NAME_UNKNOWN     drop       pass      anybody's reverse zone may be down at any time
 *   NO_KEY           drop       pass
 *   UNSURE_KEY       drop       pass
 *   BOGUS            drop       drop      somebody lies about this very host
 *   DNS_FAILED       drop       drop      the host has a name, and may well have a key
 *   NO_SA            drop       pass      anybody may publish another host's address under a name of his own
 * </pre>
 */
public final class VerdictTable {
    private static final VerdictTable STRICT = new VerdictTable(all(Verdict.DROP));
    private static final VerdictTable LENIENT = new VerdictTable(all(Verdict.PASS))
            .with(Finding.BOGUS, Verdict.DROP)
            .with(Finding.DNS_FAILED, Verdict.DROP);

    private final Map<Finding, Verdict> verdicts;

    private VerdictTable(Map<Finding, Verdict> verdicts) {
        this.verdicts = verdicts;
    }

    private static Map<Finding, Verdict> all(Verdict verdict) {
        Map<Finding, Verdict> verdicts = new EnumMap<>(Finding.class);
        for (Finding finding : Finding.values()) {
            verdicts.put(finding, finding == Finding.KEY ? Verdict.PROTECT : verdict);
        }
        return verdicts;
    }

    /** That of a group, unless told otherwise. Groups that never ask drop, should they ever be asked. */
    public static VerdictTable of(Group group) {
        return group == Group.PRIVATE_OR_CLEAR ? LENIENT : STRICT;
    }

    /**
     * The same, but for one finding.
     *
     * @throws IllegalArgumentException for what can't be: a host with a key is protected, and one without is not
     */
    public VerdictTable with(Finding finding, Verdict verdict) {
        if (finding == Finding.KEY || (verdict != Verdict.PASS && verdict != Verdict.DROP)) {
            throw new IllegalArgumentException(finding + " can't be followed by " + verdict);
        }
        Map<Finding, Verdict> changed = new EnumMap<>(verdicts);
        changed.put(finding, verdict);
        return new VerdictTable(changed);
    }

    public Verdict of(Finding finding) {
        return verdicts.getOrDefault(finding, Verdict.DROP);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerdictTable table && table.verdicts.equals(verdicts);
    }

    @Override
    public int hashCode() {
        return verdicts.hashCode();
    }

    @Override
    public String toString() {
        return verdicts.toString();
    }
}
