package cygnet.daemon.ctl;

import cygnet.daemon.vici.NameCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the running daemon what it would find out about a host. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = "Have the daemon look up the keys of names, or the names of addresses, as it does for itself.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:all were found, and can be used",
            "1:something was not found, or can't be used, or it failed; the reason was told",
            "2:the command line makes no sense",
            "3:the daemon is not running, or can't be reached"
        })
public final class Lookup extends DaemonCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "NAME|ADDRESS",
            description = "of a name the keys are looked up, of an address the names")
    private List<String> subjects = List.of();

    @Option(names = "--fresh", description = "ask DNS even if the answer is remembered, which is then forgotten")
    private boolean fresh;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        List<ViciMessage> answers = new ArrayList<>();
        boolean allFound = true;
        for (String subject : subjects) {
            ViciMessage answer = daemon.request(
                    NameCommands.LOOKUP,
                    ViciMessage.builder()
                            .put("name", subject)
                            .putYes("fresh", fresh)
                            .build());
            KnownName known = new KnownName(answer);
            allFound &= known.isFound();
            if (answer.text("outcome").isEmpty()) {
                failed(subject, answer.text("errmsg").orElse("no reason given"));
            } else if (json) {
                answers.add(answer);
            } else {
                known.print(out);
            }
        }
        if (json) {
            out.println(ViciJson.of("names", answers));
        }
        return allFound ? 0 : DaemonSocket.FAILED;
    }
}
