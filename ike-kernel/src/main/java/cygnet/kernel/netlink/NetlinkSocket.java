package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.KernelSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two ways to use netlink: to ask, and to hear what happens. */
final class NetlinkSocket {
    private static final int AF_NETLINK = 16;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;

    private static final int SOCKADDR_OCTETS = 12;

    private NetlinkSocket() {}

    /** A socket for requests: it waits for answers. */
    static KernelSocket forRequests(SocketCalls calls, int protocol) throws KernelException {
        KernelSocket socket = open(calls, protocol);
        // Neither is vital: without them errors come with the request's own octets and without words.
        socket.set(SOL_NETLINK, NETLINK_CAP_ACK, 1);
        socket.set(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        socket.limitWaiting();
        return socket;
    }

    /** A socket for the events of multicast groups, with a long queue. */
    static KernelSocket forEvents(SocketCalls calls, int protocol, int... groups) throws KernelException {
        KernelSocket socket = open(calls, protocol);
        socket.lengthenQueue();
        for (int group : groups) {
            socket.require(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group, "join netlink group " + group);
        }
        return socket;
    }

    private static KernelSocket open(SocketCalls calls, int protocol) throws KernelException {
        KernelSocket socket = KernelSocket.open(
                calls,
                new KernelSocket.Kind(
                        AF_NETLINK,
                        protocol,
                        "a netlink socket of protocol " + protocol,
                        "the kernel was built without it; XFRM needs CONFIG_XFRM_USER"));
        socket.bind(anyAddress());
        return socket;
    }

    /** struct sockaddr_nl that leaves the choice of the port to the kernel. */
    private static byte[] anyAddress() {
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_OCTETS).order(ByteOrder.nativeOrder());
        return address.putShort((short) AF_NETLINK).array();
    }
}
