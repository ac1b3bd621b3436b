package cygnet.ike.ipsec;

/**
 * What the kernel counts: at a soft limit it says EXPIRE and goes on, at a hard one it drops the SA. 0 means no limit.
 *
 * @param softSeconds since the SA was added
 */
public record SaLimits(
        long softSeconds, long hardSeconds, long softOctets, long hardOctets, long softPackets, long hardPackets) {
    public static final SaLimits NONE = new SaLimits(0, 0, 0, 0, 0, 0);
}
