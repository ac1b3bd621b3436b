package cygnet.daemon.ctl;

import cygnet.daemon.vici.HostCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets what is remembered of a host. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description =
                "Forget what is remembered of a host, DNS included: its next packet is thought about anew, and what"
                        + " was to be tried later is tried now.")
public final class Retry extends DaemonCommand {
    @Parameters(paramLabel = "HOST", description = "its name in DNS, or its address")
    private String host = "";

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage answer = daemon.request(
                HostCommands.RETRY, ViciMessage.builder().put("host", host).build());
        if (answer.text("success").filter("yes"::equals).isEmpty()) {
            return failed(host, answer.text("errmsg").orElse("no reason given"));
        }
        out.println("forgotten: " + String.join(", ", answer.texts("addresses")));
        return 0;
    }
}
