package cygnet.daemon.vici;

import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.TrafficSelector;
import java.util.List;

/** Installed policies that wait for traffic to start a Child SA. */
public record TrapStatus(
        String connection,
        String child,
        Mode mode,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors) {
    public TrapStatus {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }
}
