package cygnet.kernel.pfkey;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.KernelSocket;

/**
 * Opens PF_KEY sockets. What others change in SAD and SPD arrives at them unasked, SAs with their keys; and of what a full queue
 * has lost nobody tells.
 */
final class PfkeySocket {
    private static final KernelSocket.Kind PF_KEY_V2 = new KernelSocket.Kind(
            PfkeyNumbers.PF_KEY,
            PfkeyNumbers.PF_KEY_V2,
            "a PF_KEY socket",
            "the kernel has no PF_KEY: CONFIG_NET_KEY, module af_key; kernel = netlink needs none");

    private PfkeySocket() {}

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel has no PF_KEY, or for lack of CAP_NET_ADMIN
     */
    static KernelSocket open(SocketCalls calls) throws KernelException {
        KernelSocket socket = KernelSocket.open(calls, PF_KEY_V2);
        socket.lengthenQueue();
        socket.limitWaiting();
        return socket;
    }
}
