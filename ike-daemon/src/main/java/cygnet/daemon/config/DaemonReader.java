package cygnet.daemon.config;

import cygnet.daemon.config.DaemonSettings.KernelInterface;
import cygnet.daemon.config.DaemonSettings.LogLevel;
import cygnet.daemon.config.DaemonSettings.Retransmission;
import cygnet.daemon.config.DaemonSettings.TriggerSocket;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code daemon}, but for {@link ManualSas}; where strongSwan has a key in {@code charon}, the name is the same. */
final class DaemonReader {
    private static final int MAX_PORT = 0xffff;

    private DaemonReader() {}

    static DaemonSettings read(SectionReader daemon) {
        DaemonSettings standard = DaemonSettings.DEFAULT;
        DaemonSettings settings = new DaemonSettings(
                daemon.value("log", Syntax.oneOf(LogLevel.class), standard.log()),
                daemon.value("port", Syntax.number(1, MAX_PORT), standard.port()),
                daemon.value("port_nat_t", Syntax.number(1, MAX_PORT), standard.portNatT()),
                daemon.list("listen", AddressSyntax::address),
                LimitsReader.read(daemon),
                retransmission(daemon, standard.retransmission()),
                triggerSocket(daemon),
                daemon.value("query_socket", DaemonReader::absolutePath),
                daemon.value("kernel", Syntax.oneOf(KernelInterface.class), standard.kernel()));
        if (settings.port() == settings.portNatT()) {
            // RFC 7296 section 3.1: only port 4500 has the non-ESP marker, so the two can't share a socket.
            daemon.error("port_nat_t", "port_nat_t: port and port_nat_t can't be the same");
        }
        return settings;
    }

    private static Optional<TriggerSocket> triggerSocket(SectionReader daemon) {
        Optional<String> group = daemon.value("trigger_group", Syntax.TEXT);
        Optional<Path> path = daemon.value("trigger_socket", DaemonReader::absolutePath);
        if (group.isPresent() && path.isEmpty()) {
            daemon.error("trigger_group", "trigger_group: there is no trigger_socket");
        }
        return path.map(p -> new TriggerSocket(p, group));
    }

    private static Path absolutePath(String text) throws BadValueException {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        throw new BadValueException(Syntax.quote(text) + " is not the absolute path of a file");
    }

    private static Retransmission retransmission(SectionReader daemon, Retransmission standard) {
        Syntax<Double> seconds = Syntax.fraction(0.1, 60);
        Duration timeout = daemon.value("retransmit_timeout", seconds)
                .map(s -> Duration.ofMillis(Math.round(s * 1000)))
                .orElse(standard.timeout());
        return new Retransmission(
                timeout,
                daemon.value("retransmit_tries", Syntax.number(0, 20), standard.tries()),
                daemon.value("retransmit_base", Syntax.fraction(1, 10), standard.base()));
    }
}
