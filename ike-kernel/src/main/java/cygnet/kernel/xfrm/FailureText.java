package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.kernel.CommandText;
import cygnet.kernel.netlink.NetlinkError;
import cygnet.kernel.socket.Errno;

/** Tells people what failed and why. */
final class FailureText {
    private FailureText() {}

    /** {@code add ESP c0ffee00 to 192.0.2.1: ENOSYS (...)}. */
    static String of(KernelCommand command, NetlinkError error) {
        StringBuilder text = new StringBuilder(CommandText.describe(command));
        text.append(": ").append(Errno.name(error.errno()));
        String why = explain(command, error);
        if (!error.explanation().isEmpty()) {
            why = why.isEmpty() ? error.explanation() : error.explanation() + "; " + why;
        }
        if (!why.isEmpty()) {
            text.append(" (").append(why).append(')');
        }
        return text.toString();
    }

    private static String explain(KernelCommand command, NetlinkError error) {
        if (error.is(Errno.EPERM) || error.is(Errno.EACCES)) {
            return "this takes CAP_NET_ADMIN";
        }
        if (error.is(Errno.ENOMEM) || error.is(Errno.ENOBUFS)) {
            return "the kernel is short of memory";
        }
        if (command instanceof AddSa add) {
            return explainAdd(add.sa(), error);
        }
        if (command instanceof AllocateSpi && error.is(Errno.ENOENT)) {
            return "no SPI is free";
        }
        if ((command instanceof QuerySa || command instanceof MoveSa) && error.is(Errno.ESRCH)) {
            return "there is no such SA";
        }
        return "";
    }

    private static String explainAdd(SecurityAssociation sa, NetlinkError error) {
        String option = "CONFIG_INET" + (sa.id().destination().isIpv6() ? "6" : "") + "_"
                + sa.id().protocol();
        if (error.is(Errno.EPROTONOSUPPORT)) {
            return "the kernel has no " + sa.id().protocol() + " (" + option + ")";
        }
        if (error.is(Errno.ENOSYS)) {
            return "the kernel has no " + sa.id().protocol() + " (" + option + "), or not the algorithms "
                    + sa.algorithms();
        }
        if (error.is(Errno.ENOENT)) {
            return "the kernel lacks a part of the algorithms " + sa.algorithms();
        }
        if (error.is(Errno.EEXIST)) {
            return "there is an SA with this SPI already";
        }
        return "";
    }
}
