package cygnet.ike.engine;

import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.Idleness;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Child SAs that have ended lately, by their policies: whoever is back so soon lives longer this time. */
final class Departures {
    /** The oldest is forgotten, which costs a negotiation at most. */
    private static final int MOST = 10_000;

    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<List<PolicySelector>, Departure> recent = new LinkedHashMap<>();

    /** @param first for how long it had to live at least */
    private record Departure(Instant at, Duration first) {}

    /** For how long a Child SA is to live at least. */
    Duration first(List<PolicySelector> policies, Idleness.Looks looks, Instant now) {
        Departure departure = recent.get(policies);
        if (departure == null || departure.at().plus(looks.next()).isBefore(now)) {
            return looks.first();
        }
        Duration longer = departure.first().plus(looks.next());
        return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }

    void add(List<PolicySelector> policies, Duration first, Instant now) {
        recent.remove(policies);
        recent.put(policies, new Departure(now, first));
        if (recent.size() > MOST) {
            Iterator<?> oldest = recent.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
