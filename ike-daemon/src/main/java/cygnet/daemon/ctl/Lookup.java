package cygnet.daemon.ctl;

import cygnet.daemon.vici.NameCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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
public final class Lookup implements Callable<Integer> {
    @ParentCommand
    private @Nullable Main main;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME|ADDRESS",
            description = "of a name the keys are looked up, of an address the names")
    private List<String> subjects = List.of();

    @Option(names = "--fresh", description = "ask DNS even if the answer is remembered, which is then forgotten")
    private boolean fresh;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<ViciMessage> answers = new ArrayList<>();
        boolean allFound = true;
        try (ViciClient client =
                DaemonSocket.connect(Objects.requireNonNull(main).socket())) {
            for (String subject : subjects) {
                ViciMessage answer = client.request(
                        NameCommands.LOOKUP,
                        ViciMessage.builder()
                                .put("name", subject)
                                .putYes("fresh", fresh)
                                .build());
                KnownName known = new KnownName(answer);
                allFound &= known.isFound();
                if (answer.text("outcome").isEmpty()) {
                    String reason = answer.text("errmsg").orElse("no reason given");
                    spec.commandLine().getErr().println("cygnetctl: lookup " + subject + ": " + reason);
                } else if (json) {
                    answers.add(answer);
                } else {
                    known.print(out);
                }
            }
            if (json) {
                out.println(ViciJson.of("names", answers));
            }
            out.flush();
            return allFound ? 0 : DaemonSocket.FAILED;
        } catch (IOException | ViciException e) {
            out.flush();
            return DaemonSocket.complain(spec, e);
        }
    }
}
