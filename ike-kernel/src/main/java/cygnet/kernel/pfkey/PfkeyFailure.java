package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.kernel.CommandText;
import cygnet.kernel.socket.Errno;

/** Tells people what failed and why: PF_KEY answers with an error number and no word. */
final class PfkeyFailure {
    private PfkeyFailure() {}

    /** {@code add ESP c0ffee00 to 192.0.2.1: ENOSYS (...)}. */
    static String text(KernelCommand command, int errno) {
        String why = explain(command, errno);
        return CommandText.describe(command) + ": " + Errno.name(errno) + (why.isEmpty() ? "" : " (" + why + ")");
    }

    private static String explain(KernelCommand command, int errno) {
        if (Errno.ENOMEM.is(errno) || Errno.ENOBUFS.is(errno)) {
            return "the kernel is short of memory";
        }
        if (command instanceof AddSa add) {
            String algorithms = add.sa().algorithms().toString();
            if (Errno.ENOSYS.is(errno) || Errno.ENOENT.is(errno) || Errno.EPROTONOSUPPORT.is(errno)) {
                return "the kernel has no " + add.sa().id().protocol() + ", or not the algorithms " + algorithms;
            }
            return Errno.EEXIST.is(errno) ? "there is an SA with this SPI already" : "";
        }
        if (command instanceof AllocateSpi && Errno.ENOENT.is(errno)) {
            return "no SPI is free";
        }
        return (command instanceof QuerySa || command instanceof MoveSa) && Errno.ESRCH.is(errno)
                ? "there is no such SA"
                : "";
    }

    static boolean isGoneAlready(KernelCommand command, int errno) {
        return (command instanceof DeleteSa && Errno.ESRCH.is(errno))
                || (command instanceof DeletePolicy && Errno.ENOENT.is(errno));
    }
}
