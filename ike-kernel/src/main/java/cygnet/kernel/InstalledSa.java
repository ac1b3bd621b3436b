package cygnet.kernel;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SaId;

/**
 * An SA as the kernel's SAD holds it.
 *
 * @param larval an allocated SPI, without keys yet
 * @param reqid 0 for a larval one
 * @param mark the packet mark that the SA is bound to; 0 is none, and Cygnet sets none
 * @param octets carried so far
 * @param packets carried so far
 */
public record InstalledSa(
        SaId id, IpAddress source, boolean larval, Mode mode, int reqid, int mark, long octets, long packets) {}
