package cygnet.kernel.xfrm;

import cygnet.ike.ipsec.KernelEvent;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.netlink.EventSocket;
import cygnet.kernel.netlink.NetlinkMessage;
import java.util.function.Consumer;

/** {@link KernelEvents} of XFRM: ACQUIRE, EXPIRE and MAPPING. */
public final class XfrmEvents implements KernelEvents {
    private final EventSocket socket;

    private XfrmEvents(EventSocket socket) {
        this.socket = socket;
    }

    /**
     * Begins to listen, in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel has no XFRM, or for lack of CAP_NET_ADMIN
     */
    public static XfrmEvents open(SocketCalls calls) throws KernelException {
        return new XfrmEvents(EventSocket.open(
                calls,
                XfrmNumbers.NETLINK_XFRM,
                XfrmNumbers.GROUP_ACQUIRE,
                XfrmNumbers.GROUP_EXPIRE,
                XfrmNumbers.GROUP_MAPPING));
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public void drain(Consumer<KernelEvent> consumer) throws KernelException {
        socket.drain(new EventSocket.Listener() {
            @Override
            public void event(NetlinkMessage message) throws KernelException {
                EventDecoder.decode(message).ifPresent(consumer);
            }

            @Override
            public void eventsLost() {
                consumer.accept(new KernelEvent.EventsLost());
            }
        });
    }

    @Override
    public void close() {
        socket.close();
    }
}
