package cygnet.daemon.vici;

import java.time.Instant;

/**
 * Figures about the daemon.
 *
 * @param version of Cygnet
 * @param started when the daemon did
 * @param ikeSas all IKE SAs
 * @param halfOpen those of them that strangers have begun and not finished
 * @param queued exchanges and lookups that wait for something slow
 */
public record DaemonStats(String version, Instant started, int ikeSas, int halfOpen, int queued) {}
