package cygnet.daemon.ctl;

import cygnet.daemon.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code cygnetctl}: everything that a person does. */
@Command(
        name = "cygnetctl",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Make and show keys, and talk to the running daemon.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {Keygen.class, ShowKey.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
