package cygnet.ike.policy;

import java.time.Duration;

/**
 * When an SA is renewed and when it ends (RFC 7296 section 2.8: a local matter). Zero turns a limit off.
 *
 * @param rekey after this time, less a random part of {@code jitter}
 * @param hard the end, if no rekeying has succeeded
 */
public record Lifetime(Duration rekey, Duration hard, Duration jitter) {
    public static final Lifetime IKE_DEFAULT =
            new Lifetime(Duration.ofHours(4), Duration.ofMinutes(264), Duration.ofMinutes(24));
    public static final Lifetime CHILD_DEFAULT =
            new Lifetime(Duration.ofHours(1), Duration.ofMinutes(66), Duration.ofMinutes(6));
}
