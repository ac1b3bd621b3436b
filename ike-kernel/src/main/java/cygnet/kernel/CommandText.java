package cygnet.kernel;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;

/** Tells people what a command is about, the same over netlink and PF_KEY. */
public final class CommandText {
    private CommandText() {}

    /** {@code add ESP c0ffee00 to 192.0.2.1}. */
    public static String describe(KernelCommand command) {
        if (command instanceof AllocateSpi allocate) {
            return "allocate an SPI for " + allocate.protocol() + " from " + allocate.source() + " to "
                    + allocate.destination();
        }
        if (command instanceof AddSa add) {
            return "add " + add.sa().id();
        }
        if (command instanceof DeleteSa delete) {
            return "delete " + delete.id();
        }
        if (command instanceof MoveSa move) {
            return "move " + move.id() + " to " + move.to().source() + " > "
                    + move.to().id().destination();
        }
        if (command instanceof QuerySa query) {
            return "query " + query.id();
        }
        if (command instanceof PutPolicy put) {
            return "put policy " + put.policy();
        }
        DeletePolicy delete = (DeletePolicy) command;
        return "delete policy " + delete.direction() + " " + delete.selector();
    }
}
