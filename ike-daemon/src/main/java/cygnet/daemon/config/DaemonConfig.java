package cygnet.daemon.config;

import cygnet.ike.policy.PeerPolicy;
import java.util.List;
import java.util.Optional;

/**
 * All that the configuration file says, checked.
 *
 * @param dns empty: no key is ever looked up, and no connection needs one
 * @param manualSas SAs that nobody negotiates
 */
public record DaemonConfig(
        HostConfig host, Optional<DnsSettings> dns, DaemonSettings daemon, PeerPolicy peers, List<ManualSa> manualSas) {
    public DaemonConfig {
        manualSas = List.copyOf(manualSas);
    }
}
