package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.SaLimits;
import java.nio.ByteBuffer;
import java.util.Optional;

/** struct xfrm_userpolicy_info. */
final class PolicyStruct {
    static final int OCTETS = 168;

    static final int SELECTOR = 0;
    private static final int LIMITS = 56;
    private static final int PRIORITY = 152;
    private static final int INDEX = 156;
    private static final int DIRECTION = 160;
    private static final int ACTION = 161;

    private static final int ACTION_ALLOW = 0;
    private static final int ACTION_BLOCK = 1;

    private PolicyStruct() {}

    static void put(ByteBuffer buffer, int at, Policy policy) {
        SelectorStruct.put(buffer, at + SELECTOR, policy.selector());
        LifetimeStruct.put(buffer, at + LIMITS, limits(policy));
        buffer.putInt(at + PRIORITY, policy.priority());
        buffer.put(at + DIRECTION, (byte) directionNumber(policy.direction()));
        // To the kernel a protected packet is allowed, too: the templates tell how.
        buffer.put(at + ACTION, (byte) (policy.action() instanceof Policy.Block ? ACTION_BLOCK : ACTION_ALLOW));
    }

    private static SaLimits limits(Policy policy) {
        long seconds = policy.life().toSeconds();
        return new SaLimits(0, seconds, 0, 0, 0, 0);
    }

    /** A policy of a socket: its selector is the socket's own, so that only the family is given. */
    static void putBypass(ByteBuffer buffer, int family, Direction direction) {
        SelectorStruct.putFamily(buffer, SELECTOR, family);
        LifetimeStruct.put(buffer, LIMITS, SaLimits.NONE);
        buffer.put(DIRECTION, (byte) directionNumber(direction));
        buffer.put(ACTION, (byte) ACTION_ALLOW);
    }

    static int priority(ByteBuffer buffer, int at) {
        return buffer.getInt(at + PRIORITY);
    }

    static int index(ByteBuffer buffer, int at) {
        return buffer.getInt(at + INDEX);
    }

    static boolean isBlock(ByteBuffer buffer, int at) {
        return buffer.get(at + ACTION) == ACTION_BLOCK;
    }

    static int directionNumber(Direction direction) {
        return switch (direction) {
            case INBOUND -> 0;
            case OUTBOUND -> 1;
        };
    }

    /** Empty for forwarding and for policies of sockets. */
    static Optional<Direction> direction(ByteBuffer buffer, int at) {
        for (Direction direction : Direction.values()) {
            // The kernel's number of a socket's policy has the direction plus 3 in its low bits.
            if (directionNumber(direction) == buffer.get(at + DIRECTION)
                    && directionNumber(direction) == (index(buffer, at) & 7)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }
}
