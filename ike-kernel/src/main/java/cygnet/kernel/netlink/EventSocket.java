package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;

/**
 * Hears what the kernel says to multicast groups. Non-blocking.
 *
 * <p>Not thread-safe.
 */
public final class EventSocket implements AutoCloseable {
    /** Takes events. */
    public interface Listener {
        void event(NetlinkMessage message) throws KernelException;

        /** The queue overflowed: events are missing here. */
        void eventsLost();
    }

    private final NetlinkSocket socket;

    private EventSocket(NetlinkSocket socket) {
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
            int octets = socket.receive();
            if (Errno.EAGAIN.is(-octets)) {
                return;
            }
            if (Errno.ENOBUFS.is(-octets)) {
                listener.eventsLost();
            } else if (octets < 0) {
                throw NetlinkSocket.failure("hear the kernel's events", octets);
            } else {
                for (NetlinkMessage message : socket.messages(octets)) {
                    listener.event(message);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
