package cygnet.kernel;

import cygnet.ike.ipsec.SaId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When SAs were last used, as far as their packets tell that are asked for now and then: PF_KEY tells when an SA was first used
 * only, and so does netlink in older kernels (Linux 6.1 is one). An SA counts as used at the moment when more packets than the last time are seen, so that the answer may be too young by
 * the time between two questions, and is never too old.
 */
public final class LastUses {
    private record Seen(long packets, Instant use) {}

    private final Map<SaId, Seen> seen = new HashMap<>();

    /** Seconds since the last use; -1 if there was none. */
    public long ago(SaId id, long packets, Instant now) {
        if (packets == 0) {
            return -1;
        }
        Seen before = seen.get(id);
        if (before == null || before.packets != packets) {
            before = new Seen(packets, now);
            seen.put(id, before);
        }
        return Math.max(0, Duration.between(before.use, now).toSeconds());
    }

    /** These are all that there are. */
    public void retain(Set<SaId> there) {
        seen.keySet().retainAll(there);
    }

    /** It is gone. */
    public void forget(SaId id) {
        seen.remove(id);
    }
}
