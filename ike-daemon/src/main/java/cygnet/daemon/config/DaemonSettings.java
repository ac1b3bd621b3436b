package cygnet.daemon.config;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the daemon itself behaves.
 *
 * @param port UDP port of IKE (500)
 * @param portNatT UDP port of IKE and ESP in UDP (4500)
 * @param listen our addresses; empty is all that the host has
 * @param limits what others may make us do
 * @param triggerSocket a second control socket, for those that may trigger protection and nothing else
 * @param querySocket a third one, for everybody on this host who wants to know whether a flow is protected
 * @param kernel the interface by which SAs and policies get into the kernel
 */
public record DaemonSettings(
        LogLevel log,
        int port,
        int portNatT,
        List<IpAddress> listen,
        Limits limits,
        Retransmission retransmission,
        Optional<TriggerSocket> triggerSocket,
        Optional<Path> querySocket,
        KernelInterface kernel) {
    /** By what the kernel is spoken to. */
    public enum KernelInterface {
        NETLINK,
        PFKEY
    }

    /** How much the log tells. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /**
     * When a request is sent again (RFC 7296 section 2.4): after {@code timeout * base^n}, n from 0 to {@code tries}, but
     * never later than 30 s after the last time; after the last one the peer counts as dead. The default gives up after
     * about three minutes.
     */
    public record Retransmission(Duration timeout, int tries, double base) {
        public static final Retransmission DEFAULT = new Retransmission(Duration.ofMillis(500), 11, 1.8);
    }

    /**
     * Where such a socket is.
     *
     * @param group of users that may write to it; empty is the daemon's own
     */
    public record TriggerSocket(Path path, Optional<String> group) {}

    public static final DaemonSettings DEFAULT = new DaemonSettings(
            LogLevel.INFO,
            500,
            4500,
            List.of(),
            LimitsReader.DEFAULT,
            Retransmission.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            KernelInterface.NETLINK);

    public DaemonSettings {
        listen = List.copyOf(listen);
    }
}
