package cygnet.kernel.pfkey;

import cygnet.ike.engine.EngineConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * PF_KEY's reqids for ours. A policy of PF_KEY can name reqids up to 0x3fff only (IPSEC_MANUAL_REQID_MAX): for a larger one the
 * kernel silently puts one of its own. So each of ours has a stand-in, from 0x1000 to 0x3fff; reqids that somebody else
 * has chosen are below and stand for themselves.
 */
final class ReqidTable {
    static final int FIRST = 0x1000;
    static final int LAST = 0x3fff;

    private final int last;
    private final Map<Integer, Integer> standIns = new HashMap<>();
    private final Map<Integer, Integer> originals = new HashMap<>();
    private int next = FIRST;

    ReqidTable() {
        this(LAST);
    }

    /** @param last the largest stand-in */
    ReqidTable(int last) {
        this.last = last;
    }

    /** Whether a stand-in for one more reqid is free, or the reqid has one or needs none. */
    boolean canHold(int reqid) {
        return isOwn(reqid) || standIns.containsKey(reqid) || standIns.size() <= last - FIRST;
    }

    /**
     * What to write for a reqid.
     *
     * @throws IllegalArgumentException if all stand-ins are taken
     */
    int standIn(int reqid) {
        if (isOwn(reqid)) {
            return reqid;
        }
        Integer known = standIns.get(reqid);
        if (known != null) {
            return known;
        }
        if (!canHold(reqid)) {
            throw new IllegalArgumentException("PF_KEY has only " + (last - FIRST + 1)
                    + " reqids for peers, and all are taken: kernel = netlink in daemon has more");
        }
        while (originals.containsKey(next)) {
            advance();
        }
        int chosen = next;
        advance();
        standIns.put(reqid, chosen);
        originals.put(chosen, reqid);
        return chosen;
    }

    private void advance() {
        next = next == last ? FIRST : next + 1;
    }

    private static boolean isOwn(int reqid) {
        return reqid >= 0 && reqid < FIRST;
    }

    /** Which reqid a number in the kernel stands for; one that an earlier run has left is one of ours as well. */
    int original(int standIn) {
        if (standIn < FIRST || standIn > LAST) {
            return standIn;
        }
        return originals.getOrDefault(standIn, EngineConfig.LAST_REQID - LAST + standIn);
    }

    /** Forgets the stand-ins that are not among these: those that nothing in the kernel has any more. */
    void retain(Set<Integer> inUse) {
        originals.keySet().retainAll(inUse);
        standIns.values().retainAll(inUse);
    }
}
