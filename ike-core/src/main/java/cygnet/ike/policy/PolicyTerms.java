package cygnet.ike.policy;

import java.util.Optional;

/**
 * How the policies of a Child SA are written.
 *
 * @param priority empty: computed from what they match
 * @param reqid empty: allocated
 * @param acceptsClear what arrives in clear is taken, as long as the peer may not know better
 */
public record PolicyTerms(Optional<Integer> priority, Optional<Integer> reqid, boolean acceptsClear) {
    public static final PolicyTerms USUAL = new PolicyTerms(Optional.empty(), Optional.empty(), false);
}
