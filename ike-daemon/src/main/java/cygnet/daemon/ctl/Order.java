package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** An order about one connection, whose story is told while it is carried out. */
abstract class Order implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Parameters(paramLabel = "CONNECTION", description = "as the configuration names it")
    private String connection = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final String command;

    /** @param command of vici */
    Order(String command) {
        this.command = command;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            ViciMessage request = ViciMessage.builder().put("ike", connection).build();
            ViciMessage answer = client.stream(
                    command, request, "control-log", line -> line.text("msg").ifPresent(out::println));
            out.flush();
            if (answer.text("success").filter("yes"::equals).isPresent()) {
                return 0;
            }
            String reason = answer.text("errmsg").orElse("no reason given");
            spec.commandLine().getErr().println("cygnetctl: " + command + " " + connection + ": " + reason);
            return DaemonSocket.FAILED;
        } catch (IOException | ViciException e) {
            return DaemonSocket.complain(spec, e);
        }
    }
}
