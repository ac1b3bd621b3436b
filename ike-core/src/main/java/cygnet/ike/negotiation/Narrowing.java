package cygnet.ike.negotiation;

import java.util.ArrayList;
import java.util.List;

/** How a responder narrows the initiator's traffic selectors (RFC 7296 section 2.9). */
public final class Narrowing {
    /** A kernel has a policy for each pair of selectors: 16 by 16 are more than any honest peer needs. */
    private static final int MOST_SELECTORS = 16;

    private Narrowing() {}

    /**
     * What both sides allow; empty means TS_UNACCEPTABLE.
     *
     * <p>The initiator's first selector comes first in the result, as far as we allow it: by itself, or within a wider one
     * that we allow too. "If the responder's policy allows it to accept the first selector of TSi and TSr, then the
     * responder MUST narrow the Traffic Selectors to a subset that includes the initiator's first choices." No selector of
     * the result lies within another.
     *
     * @param configured what we allow
     * @param offered TSi or TSr as received, without unknown types
     * @return at most 16
     */
    public static List<TrafficSelector> narrow(List<TrafficSelector> configured, List<TrafficSelector> offered) {
        List<TrafficSelector> result = new ArrayList<>();
        for (TrafficSelector theirs : offered) {
            for (TrafficSelector ours : configured) {
                ours.intersect(theirs).ifPresent(both -> add(result, both));
            }
        }
        return List.copyOf(result);
    }

    private static void add(List<TrafficSelector> result, TrafficSelector selector) {
        if (result.stream().anyMatch(present -> present.contains(selector))) {
            return;
        }
        for (int i = 0; i < result.size(); i++) {
            if (selector.contains(result.get(i))) {
                // It takes the place of what it swallows, so that the first stays first.
                result.set(i, selector);
                int place = i;
                result.removeIf(other -> result.indexOf(other) > place && selector.contains(other));
                return;
            }
        }
        if (result.size() < MOST_SELECTORS) {
            result.add(selector);
        }
    }

    /**
     * Whether everything that {@code inner} selects is selected by one of {@code outer}: an initiator checks so that the
     * answer is a subset of its offer, and a rekeying peer that nothing is lost (section 2.9.2).
     */
    public static boolean covers(List<TrafficSelector> outer, List<TrafficSelector> inner) {
        return inner.stream().allMatch(one -> outer.stream().anyMatch(wide -> wide.contains(one)));
    }
}
