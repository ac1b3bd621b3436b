package cygnet.daemon.ctl;

import cygnet.daemon.Version;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows which Cygnet this is, and which one is running: they differ after an upgrade without a restart. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Show the version of this program and of the running daemon.")
public final class ShowVersion implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            ViciMessage daemon = client.request("version", ViciMessage.EMPTY);
            if (json) {
                out.println(ViciJson.of(ViciMessage.builder()
                        .put("cygnetctl", Version.text())
                        .section("daemon", daemon)
                        .build()));
            } else {
                out.println("cygnetctl " + Version.text());
                out.println(daemon.text("daemon").orElse("daemon") + " "
                        + daemon.text("version").orElse("of no known version"));
            }
            return 0;
        } catch (IOException | ViciException e) {
            out.println(
                    json
                            ? new JsonObject().put("cygnetctl", Version.text()).toString()
                            : "cygnetctl " + Version.text());
            return DaemonSocket.complain(spec, e);
        }
    }
}
