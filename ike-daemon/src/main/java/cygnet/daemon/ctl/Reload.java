package cygnet.daemon.ctl;

import cygnet.daemon.vici.ReloadCommand;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** Has the daemon read its configuration again. */
@Command(
        name = "reload",
        mixinStandardHelpOptions = true,
        description =
                "Have the daemon read its configuration file again: connections, secrets and groups. If anything is"
                        + " wrong with it, everything stays as it is. SAs stay, unless what they were made for is gone.")
public final class Reload extends DaemonCommand {
    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage answer = daemon.request(ReloadCommand.NAME, ViciMessage.EMPTY);
        answer.texts("problems").forEach(out::println);
        answer.texts("warnings").forEach(out::println);
        if (answer.text("success").filter("yes"::equals).isEmpty()) {
            return failed("the configuration", answer.text("errmsg").orElse("no reason given"));
        }
        out.println(answer.text("connections").orElse("?") + " connection(s), "
                + answer.text("rules").orElse("?") + " rule(s) of groups");
        List<String> restart = answer.texts("restart");
        if (!restart.isEmpty()) {
            out.println("what has changed in " + String.join(", ", restart) + " takes a restart");
        }
        return 0;
    }
}
