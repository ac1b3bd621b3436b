package cygnet.ike.policy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

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
 *
 * Where {@link Assurance#ANONYMOUS} will do, NO_NAME, NO_KEY and UNSURE_KEY are followed by {@link Verdict#ANONYMOUS}, and so is what
 * would pass although DNS can't tell. What would be dropped for that reason still is: whoever can keep DNS from answering must not
 * get a host with a key to do without it.
 */
public final class VerdictTable {
    private static final VerdictTable STRICT = new VerdictTable(all(Verdict.DROP));
    private static final VerdictTable LENIENT = new VerdictTable(all(Verdict.PASS))
            .with(Finding.BOGUS, Verdict.DROP)
            .with(Finding.DNS_FAILED, Verdict.DROP);

    /** DNS has spoken: who is there can't prove it. */
    private static final Set<Finding> UNKNOWN_HOST = Set.of(Finding.NO_NAME, Finding.NO_KEY, Finding.UNSURE_KEY);

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

    /**
     * That of a group, unless told otherwise. Groups that never ask drop, should they ever be asked.
     *
     * @param least how sure we must be who a peer is
     */
    public static VerdictTable of(Group group, Assurance least) {
        VerdictTable table = group == Group.PRIVATE_OR_CLEAR ? LENIENT : STRICT;
        if (least == Assurance.ANONYMOUS) {
            for (Finding finding : UNKNOWN_HOST) {
                table = table.with(finding, Verdict.ANONYMOUS);
            }
            return table.of(Finding.NAME_UNKNOWN) == Verdict.PASS
                    ? table.with(Finding.NAME_UNKNOWN, Verdict.ANONYMOUS)
                    : table;
        }
        return table;
    }

    /**
     * The same, but for one finding.
     *
     * @throws IllegalArgumentException for what can't be: a host with a key is protected, one without is not or by nobody known, and
     *     there is nothing left to be tried after there was no SA
     */
    public VerdictTable with(Finding finding, Verdict verdict) {
        boolean possible = verdict == Verdict.PASS
                || verdict == Verdict.DROP
                || (verdict == Verdict.ANONYMOUS && finding != Finding.NO_SA);
        if (finding == Finding.KEY || !possible) {
            throw new IllegalArgumentException(finding + " can't be followed by " + verdict);
        }
        Map<Finding, Verdict> changed = new EnumMap<>(verdicts);
        changed.put(finding, verdict);
        return new VerdictTable(changed);
    }

    public Verdict of(Finding finding) {
        return verdicts.getOrDefault(finding, Verdict.DROP);
    }

    /** Whether there are findings after which it does not matter who the peer is. */
    public boolean hasAnonymous() {
        return verdicts.containsValue(Verdict.ANONYMOUS);
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
