package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import cygnet.kernel.socket.KernelSocket;

/**
 * Hears what the kernel says to multicast groups. Non-blocking.
 *
 * <p>Not thread-safe.
 */
public final class EventSocket implements AutoCloseable {
    /** Takes events. */
    public interface Listener {
        /**
         * Takes one message.
         *
         * @throws KernelException if it is malformed
         */
        void event(NetlinkMessage message) throws KernelException;

        /** Events are missing here: the queue overflowed, or a message was malformed. */
        void eventsLost();
    }

    private final KernelSocket socket;

    private EventSocket(KernelSocket socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @throws KernelException if the protocol does not exist, or for lack of CAP_NET_ADMIN
     */
    public static EventSocket open(SocketCalls calls, int protocol, int... groups) throws KernelException {
        return new EventSocket(NetlinkSocket.forEvents(calls, protocol, groups));
    }

    public int fd() {
        return socket.fd();
    }

    /**
     * Hands over what is waiting and returns.
     *
     * @throws KernelException if the socket fails for good
     */
    public void drain(Listener listener) throws KernelException {
        while (true) {
            int octets = socket.receive(false);
            if (Errno.EAGAIN.is(-octets)) {
                return;
            }
            if (Errno.ENOBUFS.is(-octets)) {
                listener.eventsLost();
            } else if (octets < 0) {
                throw KernelSocket.failure("hear the kernel's events", octets);
            } else {
                deliver(octets, listener);
            }
        }
    }

    private void deliver(int octets, Listener listener) {
        try {
            for (NetlinkMessage message : NetlinkMessage.decodeAll(socket.received(octets))) {
                listener.event(message);
            }
        } catch (KernelException e) {
            // What cannot be read is as good as lost, and no reason to stop listening.
            listener.eventsLost();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
