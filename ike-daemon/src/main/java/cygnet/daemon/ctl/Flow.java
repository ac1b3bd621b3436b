package cygnet.daemon.ctl;

import cygnet.daemon.vici.HostCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a flow is protected, and as whom. */
@Command(
        name = "flow",
        mixinStandardHelpOptions = true,
        description = "Say whether the traffic with an address is protected, and as whom. Asks nothing of DNS; with the"
                + " daemon's query_socket it needs no rights.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:it is protected",
            "1:it is not, or the daemon can't tell; the reason was told",
            "2:the command line makes no sense",
            "3:the daemon is not running, or can't be reached"
        })
public final class Flow extends FlowCommand {
    @Parameters(index = "0", paramLabel = "ADDRESS", description = "the peer's")
    private String remote = "";

    @Option(names = "--local", paramLabel = "ADDRESS", description = "ours; the one that is used towards the peer")
    private @Nullable String local;

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage.Builder request = request().put("remote", remote);
        if (local != null) {
            request.put("local", local);
        }
        ViciMessage answer = daemon.request(HostCommands.FLOW, request.build());
        if (answer.text("verdict").isEmpty()) {
            return failed(remote, answer.text("errmsg").orElse("no reason given"));
        }
        if (json()) {
            out.println(ViciJson.of(answer));
        } else {
            HostLines.printFlow(out, answer);
        }
        return answer.text("protected").isPresent() ? 0 : DaemonSocket.FAILED;
    }
}
