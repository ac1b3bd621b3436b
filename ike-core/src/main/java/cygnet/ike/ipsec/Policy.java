package cygnet.ike.ipsec;

import java.time.Duration;

/**
 * An SPD entry.
 *
 * @param priority the kernel prefers lower numbers
 * @param life after which the kernel removes it, whether anybody tells it to or not; zero: never; whole seconds
 */
public record Policy(PolicySelector selector, Direction direction, int priority, Action action, Duration life) {
    /** A policy that stays. */
    public Policy(PolicySelector selector, Direction direction, int priority, Action action) {
        this(selector, direction, priority, action, Duration.ZERO);
    }

    /** What happens to a packet that matches. */
    public sealed interface Action {}

    /** Pass in clear. */
    public record Allow() implements Action {}

    /** Drop. */
    public record Block() implements Action {}

    /**
     * Protect with an SA of this reqid; without one, hold the packet and ACQUIRE.
     *
     * @param required inbound: clear text is dropped; false accepts it ("level use")
     */
    public record Protect(IpsecProtocol protocol, Mode mode, int reqid, boolean required) implements Action {}

    @Override
    public String toString() {
        return direction + " " + selector + " " + action + " priority " + priority;
    }
}
