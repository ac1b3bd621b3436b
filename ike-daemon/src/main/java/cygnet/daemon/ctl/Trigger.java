package cygnet.daemon.ctl;

import cygnet.daemon.vici.TriggerCommand;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the forwarding resolver and Unbound do with each name: look for a key, and protect the traffic if there is one. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = "Look for a key of a host in DNS, and have its traffic protected if there is one.")
public final class Trigger implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Parameters(
            index = "0",
            paramLabel = "HOST",
            description = "its name in DNS; or its address, whose name is looked up")
    private String host = "";

    @Parameters(index = "1..*", paramLabel = "ADDRESS", description = "its addresses; looked up, if none is given")
    private List<String> addresses = List.of();

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "how long the addresses may be remembered")
    private @Nullable Integer ttl;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            ViciMessage.Builder request = ViciMessage.builder().put("name", host);
            if (!addresses.isEmpty()) {
                request.list("addresses", addresses);
            }
            if (ttl != null) {
                request.put("ttl", ttl);
            }
            ViciMessage answer = client.request(TriggerCommand.NAME, request.build());
            if (answer.text("success").filter("yes"::equals).isPresent()) {
                String name = answer.text("name").map(found -> " is " + found).orElse("");
                spec.commandLine()
                        .getOut()
                        .println(host + name + ": " + answer.text("keys").orElse(""));
                return 0;
            }
            spec.commandLine()
                    .getErr()
                    .println("cygnetctl: trigger " + host + ": "
                            + answer.text("errmsg").orElse("no reason given"));
            return DaemonSocket.FAILED;
        } catch (IOException | ViciException e) {
            return DaemonSocket.complain(spec, e);
        }
    }
}
