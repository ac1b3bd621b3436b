package cygnet.daemon.ctl;

import cygnet.daemon.vici.TriggerCommand;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the forwarding resolver and Unbound do with each name: look for a key, and protect the traffic if there is one. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = "Look for a key of a host in DNS, and have its traffic protected if there is one.")
public final class Trigger extends DaemonCommand {
    @Parameters(
            index = "0",
            paramLabel = "HOST",
            description = "its name in DNS; or its address, whose name is looked up")
    private String host = "";

    @Parameters(index = "1..*", paramLabel = "ADDRESS", description = "its addresses; looked up, if none is given")
    private List<String> addresses = List.of();

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "how long the addresses may be remembered")
    private @Nullable Integer ttl;

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage.Builder request = ViciMessage.builder().put("name", host);
        if (!addresses.isEmpty()) {
            request.list("addresses", addresses);
        }
        if (ttl != null) {
            request.put("ttl", ttl);
        }
        ViciMessage answer = daemon.request(TriggerCommand.NAME, request.build());
        if (answer.text("success").filter("yes"::equals).isEmpty()) {
            return failed(host, answer.text("errmsg").orElse("no reason given"));
        }
        String name = answer.text("name").map(found -> " is " + found).orElse("");
        out.println(host + name + ": " + answer.text("keys").orElse(""));
        return 0;
    }
}
