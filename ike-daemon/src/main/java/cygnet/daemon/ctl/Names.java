package cygnet.daemon.ctl;

import cygnet.daemon.vici.NameCommands;
import cygnet.daemon.vici.ViciClient;
import cygnet.daemon.vici.ViciException;
import cygnet.daemon.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the daemon remembers of DNS. */
@Command(
        name = "names",
        mixinStandardHelpOptions = true,
        description = "Show what the daemon has learnt from DNS and still remembers: keys, addresses and names, or why"
                + " there are none.")
public final class Names extends DaemonCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME|ADDRESS", description = "only what is known of it")
    private @Nullable String name;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    int talk(ViciClient daemon, PrintWriter out) throws IOException, ViciException {
        ViciMessage.Builder request = ViciMessage.builder();
        if (name != null) {
            request.put("name", name);
        }
        List<ViciMessage> known = new ArrayList<>();
        daemon.stream(NameCommands.NAMES, request.build(), NameCommands.NAME, known::add);
        if (json) {
            out.println(ViciJson.of("names", known));
        } else {
            known.forEach(message -> new KnownName(message).print(out));
        }
        return 0;
    }
}
