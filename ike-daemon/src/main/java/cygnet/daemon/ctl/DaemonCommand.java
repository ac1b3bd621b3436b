package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the running daemon. */
abstract class DaemonCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does it.
     *
     * @return the exit status
     */
    abstract int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException;

    @Override
    public final Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            return talk(client, out);
        } catch (IOException | ViciException e) {
            return DaemonSocket.complain(spec, e);
        } finally {
            out.flush();
        }
    }

    /**
     * Tells what went wrong.
     *
     * @return the exit status
     */
    final int failed(String what, String reason) {
        spec.commandLine().getErr().println("cygnetctl: " + spec.name() + " " + what + ": " + reason);
        return DaemonSocket.FAILED;
    }
}
