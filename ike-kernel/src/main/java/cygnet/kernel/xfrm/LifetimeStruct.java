package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.SaLimits;
import java.nio.ByteBuffer;

/** struct xfrm_lifetime_cfg. Of octets and packets all ones mean no limit; of seconds it is zero. */
final class LifetimeStruct {
    private static final int SOFT_OCTETS = 0;
    private static final int HARD_OCTETS = 8;
    private static final int SOFT_PACKETS = 16;
    private static final int HARD_PACKETS = 24;
    private static final int SOFT_SECONDS_SINCE_ADDED = 32;
    private static final int HARD_SECONDS_SINCE_ADDED = 40;

    private static final long UNLIMITED = -1;

    private LifetimeStruct() {}

    static void put(ByteBuffer buffer, int at, SaLimits limits) {
        buffer.putLong(at + SOFT_OCTETS, counted(limits.softOctets()));
        buffer.putLong(at + HARD_OCTETS, counted(limits.hardOctets()));
        buffer.putLong(at + SOFT_PACKETS, counted(limits.softPackets()));
        buffer.putLong(at + HARD_PACKETS, counted(limits.hardPackets()));
        buffer.putLong(at + SOFT_SECONDS_SINCE_ADDED, limits.softSeconds());
        buffer.putLong(at + HARD_SECONDS_SINCE_ADDED, limits.hardSeconds());
    }

    private static long counted(long limit) {
        return limit == 0 ? UNLIMITED : limit;
    }
}
