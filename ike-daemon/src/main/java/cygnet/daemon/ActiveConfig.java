package cygnet.daemon;

import cygnet.daemon.config.ConfigException;
import cygnet.daemon.config.ConfigReader;
import cygnet.daemon.config.DaemonConfig;
import cygnet.daemon.config.LoadedConfig;
import cygnet.daemon.config.Problem;
import cygnet.daemon.vici.ReloadCommand;
import cygnet.ike.policy.PeerPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration that is in force: that of the start, but for the peers, which may be read again. For use by any thread. */
final class ActiveConfig {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet");

    private final Path file;
    private final DaemonConfig atStart;
    private volatile PeerPolicy peers;

    ActiveConfig(Path file, DaemonConfig config) {
        this.file = file;
        this.atStart = config;
        this.peers = config.peers();
    }

    PeerPolicy peers() {
        return peers;
    }

    /**
     * Reads the file again.
     *
     * @param reader reads it
     * @param force puts its peers into force
     */
    CompletionStage<ReloadCommand.Outcome> reload(Executor reader, Consumer<PeerPolicy> force) {
        return CompletableFuture.supplyAsync(() -> reload(force), reader);
    }

    private synchronized ReloadCommand.Outcome reload(Consumer<PeerPolicy> force) {
        LoadedConfig loaded;
        try {
            loaded = ConfigReader.read(file);
        } catch (ConfigException e) {
            LOG.warn(
                    "{} cannot be used, so that everything stays as it is: {} error(s)",
                    file,
                    e.problems().size());
            return new ReloadCommand.Outcome(texts(e.problems()), 0, 0, List.of(), List.of());
        }
        DaemonConfig config = loaded.config();
        peers = config.peers();
        force.accept(peers);
        List<String> restart = changedForTheNextStart(config);
        int connections = peers.connections().size();
        int rules = peers.groups().rules().size();
        LOG.info(
                "{} is in force: {} connection(s), {} rule(s) of groups{}",
                file,
                connections,
                rules,
                restart.isEmpty() ? "" : "; what has changed in " + String.join(", ", restart) + " takes a restart");
        return new ReloadCommand.Outcome(List.of(), connections, rules, restart, texts(loaded.warnings()));
    }

    private List<String> changedForTheNextStart(DaemonConfig config) {
        List<String> changed = new ArrayList<>();
        if (!config.host().equals(atStart.host())) {
            changed.add("host");
        }
        if (!config.dns().equals(atStart.dns())) {
            changed.add("dns");
        }
        if (!config.daemon().equals(atStart.daemon()) || !config.manualSas().equals(atStart.manualSas())) {
            changed.add("daemon");
        }
        return changed;
    }

    private static List<String> texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
