package cygnet.daemon.ctl;

import cygnet.daemon.vici.ViciMessage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about the traffic with a host, which is its first parameter, or a part of that traffic. */
abstract class FlowCommand extends DaemonCommand {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROTOCOL[/PORT]",
            converter = TrafficPart.Converter.class,
            description = TrafficPart.SYNTAX)
    private @Nullable TrafficPart part;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    /** A request about that part of the traffic. */
    final ViciMessage.Builder request() {
        ViciMessage.Builder request = ViciMessage.builder();
        if (part != null) {
            part.put(request);
        }
        return request;
    }

    final boolean json() {
        return json;
    }
}
