package cygnet.daemon.publish;

import cygnet.crypto.signature.VerificationKey;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a change of keys has come.
 *
 * @param life how long caches may hold an answer from before; the longest that was seen
 * @param until when the next step may be taken
 */
record RolloverState(Step step, VerificationKey oldKey, VerificationKey newKey, Duration life, Instant until) {
    /** What has been done; each step is done once the state says so. */
    enum Step {
        /** The new key lies beside the old one; DNS may or may not have it. */
        MADE,
        /** All name servers have both keys; caches may not. */
        ADDED,
        /** The host's key file holds the new key. */
        SWITCHED
    }

    RolloverState remembering(Duration seen) {
        return new RolloverState(step, oldKey, newKey, seen.compareTo(life) > 0 ? seen : life, until);
    }

    RolloverState after(Step done, Instant now) {
        return new RolloverState(done, oldKey, newKey, life, now.plus(life));
    }
}
