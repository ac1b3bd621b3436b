package cygnet.daemon.config;

import cygnet.ike.address.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the daemon itself behaves.
 *
 * @param port UDP port of IKE (500)
 * @param portNatT UDP port of IKE and ESP in UDP (4500)
 * @param listen our addresses; empty is all that the host has
 */
public record DaemonSettings(
        LogLevel log,
        int port,
        int portNatT,
        List<IpAddress> listen,
        HalfOpen halfOpen,
        Retransmission retransmission) {
    /** How much the log tells. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /**
     * Bounds on IKE SAs that a stranger has begun and not finished (RFC 7296 section 2.6).
     *
     * @param cookieThreshold with this many, a new one must return a cookie first; 0 is always
     * @param limit with this many, new ones are ignored
     * @param timeout after which an unfinished one is forgotten
     */
    public record HalfOpen(int cookieThreshold, int limit, Duration timeout) {
        public static final HalfOpen DEFAULT = new HalfOpen(30, 10_000, Duration.ofSeconds(30));
    }

    /**
     * When a request is sent again (RFC 7296 section 2.4): after {@code timeout * base^n}, n from 0 to {@code tries}, but
     * never later than 30 s after the last time; after the last one the peer counts as dead. The default gives up after
     * about three minutes.
     */
    public record Retransmission(Duration timeout, int tries, double base) {
        public static final Retransmission DEFAULT = new Retransmission(Duration.ofMillis(500), 11, 1.8);
    }

    public static final DaemonSettings DEFAULT =
            new DaemonSettings(LogLevel.INFO, 500, 4500, List.of(), HalfOpen.DEFAULT, Retransmission.DEFAULT);

    public DaemonSettings {
        listen = List.copyOf(listen);
    }
}
