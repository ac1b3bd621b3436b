package cygnet.daemon.vici;

import cygnet.daemon.vici.ChildSaStatus.Traffic;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import java.util.Optional;

/**
 * A pair of SAs with keys from a file, as it was at one moment.
 *
 * @param name of its section
 * @param algorithms with AH, only the integrity algorithm means anything
 */
public record ManualSaStatus(
        String name,
        IpsecProtocol protocol,
        Mode mode,
        IpAddress local,
        IpAddress remote,
        ChildAlgorithms algorithms,
        Half inbound,
        Half outbound) {
    /**
     * One direction.
     *
     * @param traffic empty if the kernel does not know the SA
     * @param failure what the kernel says then
     */
    public record Half(Spi spi, Optional<Traffic> traffic, Optional<String> failure) {}

    /** Whether the kernel still has both. */
    public boolean isInstalled() {
        return inbound.traffic().isPresent() && outbound.traffic().isPresent();
    }
}
