package cygnet.daemon.ctl;

import cygnet.daemon.vici.HostCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what becomes of the traffic with a host, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Say what becomes of the traffic with a host, and why: the rule that wins and those that lost,"
                        + " what DNS says and who vouches for it, the SA, what is remembered, and what happens next. Changes nothing.")
public final class Explain extends FlowCommand {
    @Parameters(index = "0", paramLabel = "HOST", description = "its name in DNS, or its address")
    private String host = "";

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage answer =
                daemon.request(HostCommands.EXPLAIN, request().put("host", host).build());
        if (answer.section("flows").isEmpty()) {
            return failed(host, answer.text("errmsg").orElse("no reason given"));
        }
        if (json()) {
            out.println(ViciJson.of(answer));
            return 0;
        }
        answer.section("dns")
                .orElse(ViciMessage.EMPTY)
                .sections()
                .forEach(outcome -> new KnownName(outcome.contents()).print(out));
        answer.section("flows")
                .orElse(ViciMessage.EMPTY)
                .sections()
                .forEach(address -> HostLines.printFlow(out, address.contents()));
        return 0;
    }
}
