package cygnet.daemon;

import cygnet.daemon.config.DaemonSettings.KernelInterface;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import cygnet.kernel.SocketExemption;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.pfkey.PfkeyKernel;
import cygnet.kernel.pfkey.PfkeySocketPolicy;
import cygnet.kernel.xfrm.SocketPolicy;
import cygnet.kernel.xfrm.XfrmEvents;
import cygnet.kernel.xfrm.XfrmKernel;
import java.time.InstantSource;

/**
 * The kernel's IPsec, by the interface that the configuration names.
 *
 * @param exemption for IKE's own sockets
 * @param events opens what the kernel says unasked
 */
record KernelAccess(Kernel kernel, SocketExemption exemption, EventSource events) {
    /** Begins to listen, in the network namespace of the calling thread. */
    @FunctionalInterface
    interface EventSource {
        KernelEvents open() throws KernelException;
    }

    static KernelAccess open(KernelInterface which, SocketCalls calls) throws KernelException {
        return switch (which) {
            case NETLINK ->
                new KernelAccess(
                        XfrmKernel.open(calls, InstantSource.system()),
                        SocketPolicy.exemption(),
                        () -> XfrmEvents.open(calls));
            case PFKEY -> {
                PfkeyKernel kernel = PfkeyKernel.open(calls, InstantSource.system());
                yield new KernelAccess(kernel, new PfkeySocketPolicy(), () -> kernel.listen(calls));
            }
        };
    }
}
