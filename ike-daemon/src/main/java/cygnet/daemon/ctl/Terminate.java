package cygnet.daemon.ctl;

import picocli.CommandLine.Command;

/** End the IKE SAs of a connection, with all their Child SAs, and tell the peer. */
@Command(
        name = "terminate",
        mixinStandardHelpOptions = true,
        description = "End the IKE SAs of a connection, with all their Child SAs, and tell the peer.")
public final class Terminate extends Order {
    public Terminate() {
        super("terminate");
    }
}
