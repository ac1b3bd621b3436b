package cygnet.ike.policy;

import java.time.Duration;

/** When a Child SA that carries nothing ends. */
public sealed interface Idleness {
    /** It stays. */
    Idleness NEVER = new Never();

    /** As in {@link Looks}: after a minute, then every ten. */
    Idleness ADAPTIVE = new Looks(Duration.ofMinutes(1), Duration.ofMinutes(10));

    /** It stays. */
    record Never() implements Idleness {}

    /** After so long without a packet. */
    record After(Duration limit) implements Idleness {}

    /**
     * It is looked at now and then, and ends if it has carried nothing for the second half of the time since. One that is made
     * again shortly after it has ended was wanted longer than it lived, and is looked at later. An IKE SA without Child SAs ends
     * as well.
     *
     * @param first for how long a new one lives at least
     * @param next for how long it lives on each time; also what is added to {@code first} when it is made again within that time,
     *     and for how long the IKE SA stays without it
     */
    record Looks(Duration first, Duration next) implements Idleness {}

    /** After so long without a packet; zero: never. */
    static Idleness after(Duration limit) {
        return limit.isZero() ? NEVER : new After(limit);
    }
}
