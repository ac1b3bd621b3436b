package cygnet.daemon;

import cygnet.daemon.config.ConfigException;
import cygnet.daemon.config.ConfigReader;
import cygnet.daemon.config.LoadedConfig;
import cygnet.daemon.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The daemon's command line. */
@Command(
        name = "cygnetd",
        description = "IKEv2 daemon for opportunistic encryption. Runs in the foreground and logs to standard error.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {
    private static final int BAD_CONFIGURATION = 78; // EX_CONFIG of sysexits.h
    private static final int CANNOT_START = 71; // EX_OSERR

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration file (default: ${DEFAULT-VALUE})",
            defaultValue = "/etc/cygnet/cygnet.conf")
    private Path config = Path.of("/etc/cygnet/cygnet.conf");

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "where the control socket is made (default: ${DEFAULT-VALUE})",
            defaultValue = "/run/cygnet/cygnet.vici")
    private Path socket = Path.of("/run/cygnet/cygnet.vici");

    @Option(names = "--check", description = "only check the configuration file")
    private boolean check;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        LoadedConfig loaded;
        try {
            loaded = ConfigReader.read(config);
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) {
                err.println(problem);
            }
            err.println(
                    "cygnetd: " + config + " cannot be used: " + e.problems().size() + " error(s)");
            return BAD_CONFIGURATION;
        }
        loaded.warnings().forEach(err::println);
        if (check) {
            spec.commandLine().getOut().println(config + ": ok");
            return 0;
        }
        LogOutput.limit(loaded.config().daemon().log());
        return run(loaded, err);
    }

    private int run(LoadedConfig loaded, PrintWriter err) {
        try (Daemon daemon = Daemon.start(loaded.config(), config, socket)) {
            // A JVM that a signal ends reports the signal; halting from the hook lets it report how the stop went.
            Thread stopper = new Thread(() -> Runtime.getRuntime().halt(daemon.stop() ? 0 : 1), "stop");
            Runtime.getRuntime().addShutdownHook(stopper);
            daemon.awaitStop();
            return 0;
        } catch (StartupException e) {
            err.println("cygnetd: " + e.getMessage());
            return CANNOT_START;
        }
    }
}
