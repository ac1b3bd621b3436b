package cygnet.daemon.vici;

import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.registry.TransformId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Child SA as it was at one moment.
 *
 * @param name of its configuration
 * @param id unique among the Child SAs since the start of the daemon
 * @param reqid what ties its policies to it in the kernel
 * @param encapsulated in UDP
 * @param inbound our SPI
 * @param outbound the peer's
 * @param keyExchange of its rekeying; empty for the first Child SA
 * @param inboundTraffic empty if the kernel has not been asked
 * @param outboundTraffic likewise
 * @param rekeyIn empty if no rekeying is due
 * @param expiresIn empty if it has no hard end
 * @param installed how long ago
 */
public record ChildSaStatus(
        String name,
        long id,
        int reqid,
        State state,
        Mode mode,
        IpsecProtocol protocol,
        boolean encapsulated,
        Spi inbound,
        Spi outbound,
        ChildAlgorithms algorithms,
        Optional<TransformId> keyExchange,
        Optional<Traffic> inboundTraffic,
        Optional<Traffic> outboundTraffic,
        Optional<Duration> rekeyIn,
        Optional<Duration> expiresIn,
        Duration installed,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors) {
    /** strongSwan's names, which clients know. */
    public enum State {
        INSTALLING,
        INSTALLED,
        REKEYING,
        REKEYED,
        DELETING
    }

    /**
     * What has gone through one direction.
     *
     * @param lastUse how long ago the last packet was; empty if there was none
     */
    public record Traffic(long octets, long packets, Optional<Duration> lastUse) {}

    public ChildSaStatus {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }
}
