package cygnet.kernel.rtnetlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.netlink.EventSocket;
import cygnet.kernel.netlink.NetlinkMessage;
import java.util.Set;

/**
 * Hears that this host's addresses or routes have changed, on a non-blocking file descriptor for an event loop. What they
 * are then is to be asked afterwards: of several changes only the last counts.
 *
 * <p>Not thread-safe: one thread drains it.
 */
public final class AddressEvents implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;

    private static final int GROUP_IPV4_ADDRESS = 5;
    private static final int GROUP_IPV4_ROUTE = 7;
    private static final int GROUP_IPV6_ADDRESS = 9;
    private static final int GROUP_IPV6_ROUTE = 11;

    private static final int NEW_ADDRESS = 20;
    private static final int DELETED_ADDRESS = 21;
    private static final int NEW_ROUTE = 24;
    private static final int DELETED_ROUTE = 25;
    private static final Set<Integer> CHANGES = Set.of(NEW_ADDRESS, DELETED_ADDRESS, NEW_ROUTE, DELETED_ROUTE);

    private final EventSocket socket;

    private AddressEvents(EventSocket socket) {
        this.socket = socket;
    }

    /**
     * Begins to listen, in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel refuses
     */
    public static AddressEvents open(SocketCalls calls) throws KernelException {
        return new AddressEvents(EventSocket.open(
                calls, NETLINK_ROUTE, GROUP_IPV4_ADDRESS, GROUP_IPV4_ROUTE, GROUP_IPV6_ADDRESS, GROUP_IPV6_ROUTE));
    }

    /** Readable when there are events. Belongs to this object: poll it, but do not read or close it. */
    public int fd() {
        return socket.fd();
    }

    /**
     * Takes all events that are waiting and returns; suits edge-triggered polling.
     *
     * @return whether something may have changed; so it is when events were lost
     * @throws KernelException if the descriptor fails for good
     */
    public boolean drain() throws KernelException {
        Change change = new Change();
        socket.drain(change);
        return change.seen;
    }

    private static final class Change implements EventSocket.Listener {
        private boolean seen;

        @Override
        public void event(NetlinkMessage message) {
            seen |= CHANGES.contains(message.type());
        }

        @Override
        public void eventsLost() {
            seen = true;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
