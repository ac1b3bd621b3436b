package cygnet.kernel.netlink;

import cygnet.kernel.socket.Errno;

/**
 * The kernel's refusal of a request.
 *
 * @param errno positive
 * @param explanation the kernel's own words (extended ACK), or empty
 */
public record NetlinkError(int errno, String explanation) {
    public boolean is(Errno candidate) {
        return candidate.is(errno);
    }
}
