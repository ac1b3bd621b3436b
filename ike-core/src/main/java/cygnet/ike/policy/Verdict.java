package cygnet.ike.policy;

import java.util.Locale;

/** What happens to the traffic with a host, by its group and what has been found out about it. This is the one place that says so. */
public enum Verdict {
    /** It has an SA, or waits for one. */
    PROTECT,
    /** It goes in clear. */
    PASS,
    /** It does not go. */
    DROP;

    /**
     * The table.
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
     * @param group one that begins to negotiate
     */
    public static Verdict of(Group group, Finding finding) {
        if (finding == Finding.KEY) {
            return PROTECT;
        }
        boolean never = finding == Finding.BOGUS || finding == Finding.DNS_FAILED;
        return group == Group.PRIVATE_OR_CLEAR && !never ? PASS : DROP;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
