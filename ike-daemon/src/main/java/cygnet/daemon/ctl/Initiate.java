package cygnet.daemon.ctl;

import picocli.CommandLine.Command;

/** Negotiate the first Child SA of a connection now, and wait for the outcome. */
@Command(
        name = "initiate",
        mixinStandardHelpOptions = true,
        description = "Negotiate the first Child SA of a connection now, and wait for the outcome.")
public final class Initiate extends Order {
    public Initiate() {
        super("initiate");
    }
}
