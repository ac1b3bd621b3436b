package cygnet.ike.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        List<TrafficSelector> result = List.of();
        for (TrafficSelector theirs : offered) {
            for (TrafficSelector ours : configured) {
                Optional<TrafficSelector> both = ours.intersect(theirs);
                if (both.isPresent()) {
                    result = with(both.get(), result);
                }
            }
        }
        return List.copyOf(result);
    }

    /** {@code selector} takes the place of the first that it swallows, so that the first stays first. */
    private static List<TrafficSelector> with(TrafficSelector selector, List<TrafficSelector> selectors) {
        if (selectors.stream().anyMatch(wide -> wide.contains(selector))) {
            return selectors;
        }
        List<TrafficSelector> result = new ArrayList<>(selectors.size() + 1);
        boolean placed = false;
        for (TrafficSelector present : selectors) {
            if (!selector.contains(present)) {
                result.add(present);
            } else if (!placed) {
                result.add(selector);
                placed = true;
            }
        }
        if (!placed && result.size() < MOST_SELECTORS) {
            result.add(selector);
        }
        return result;
    }

    /**
     * Whether everything that {@code inner} selects is selected by one of {@code outer}: an initiator checks so that the
     * answer is a subset of its offer, and a rekeying peer that nothing is lost (section 2.9.2).
     */
    public static boolean covers(List<TrafficSelector> outer, List<TrafficSelector> inner) {
        return inner.stream().allMatch(one -> outer.stream().anyMatch(wide -> wide.contains(one)));
    }
}
