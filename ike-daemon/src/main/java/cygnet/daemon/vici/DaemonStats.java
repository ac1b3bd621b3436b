package cygnet.daemon.vici;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures about the daemon.
 *
 * @param version of Cygnet
 * @param started when the daemon did
 * @param ikeSas all IKE SAs
 * @param halfOpen those of them that strangers have begun and not finished
 * @param refused how many datagrams were thrown away or refused, by cause (`unknown-spi`, ...); causes that never came are absent
 * @param queued exchanges and lookups that wait for something slow
 */
public record DaemonStats(
        String version, Instant started, int ikeSas, int halfOpen, Map<String, Long> refused, int queued) {
    public DaemonStats {
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
    }
}
