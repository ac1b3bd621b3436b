package cygnet.daemon.ctl;

import cygnet.daemon.Version;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code cygnetctl}: everything that a person does. */
@Command(
        name = "cygnetctl",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Make and show keys, and talk to the running daemon.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:it is done",
            "1:it failed, and the reason was told",
            "2:the command line makes no sense",
            "3:the daemon is not running, or can't be reached"
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Keygen.class,
            ShowKey.class,
            Publish.class,
            RolloverCommand.class,
            Status.class,
            Explain.class,
            Flow.class,
            Retry.class,
            Reload.class,
            Initiate.class,
            Terminate.class,
            Trigger.class,
            Names.class,
            Lookup.class,
            ShowVersion.class
        })
public final class Main {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            defaultValue = "/run/cygnet/cygnet.vici",
            description = "the daemon's control socket (default: ${DEFAULT-VALUE})")
    private Path socket = Path.of("/run/cygnet/cygnet.vici");

    private Main() {}

    Path socket() {
        return socket;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
