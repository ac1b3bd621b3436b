package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A netlink socket. Only the kernel and processes with CAP_NET_ADMIN can send to it, so senders are not checked.
 *
 * <p>Not thread-safe.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;

    private static final int SOCKADDR_OCTETS = 12;
    /** The kernel makes dumps in pieces of at most 32 KiB, and only if the reader's buffer is that large. */
    private static final int RECEIVE_OCTETS = 64 * 1024;

    private static final int EVENT_QUEUE_OCTETS = 8 * 1024 * 1024;
    private static final int ANSWER_TIMEOUT_SECONDS = 10;

    private final SocketCalls calls;
    private final int fd;
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(RECEIVE_OCTETS).order(ByteOrder.nativeOrder());
    private boolean closed;

    private NetlinkSocket(SocketCalls calls, int fd) {
        this.calls = calls;
        this.fd = fd;
    }

    /** A socket for requests: it waits for answers. */
    static NetlinkSocket forRequests(SocketCalls calls, int protocol) throws KernelException {
        NetlinkSocket socket = open(calls, SOCK_RAW | SOCK_CLOEXEC, protocol);
        // Neither is vital: without them errors come with the request's own octets and without words.
        calls.setOption(socket.fd, SOL_NETLINK, NETLINK_CAP_ACK, nativeInt(1));
        calls.setOption(socket.fd, SOL_NETLINK, NETLINK_EXT_ACK, nativeInt(1));
        socket.require(
                calls.setOption(socket.fd, SOL_SOCKET, SO_RCVTIMEO, timeval(ANSWER_TIMEOUT_SECONDS)),
                "set the time limit of a netlink socket");
        return socket;
    }

    /** A non-blocking socket for the events of multicast groups, with a long queue. */
    static NetlinkSocket forEvents(SocketCalls calls, int protocol, int... groups) throws KernelException {
        NetlinkSocket socket = open(calls, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
        socket.require(
                calls.setOption(socket.fd, SOL_SOCKET, SO_RCVBUFFORCE, nativeInt(EVENT_QUEUE_OCTETS)),
                "set the queue length of a netlink socket");
        for (int group : groups) {
            socket.require(
                    calls.setOption(socket.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, nativeInt(group)),
                    "join netlink group " + group);
        }
        return socket;
    }

    private static NetlinkSocket open(SocketCalls calls, int type, int protocol) throws KernelException {
        int fd = calls.socket(AF_NETLINK, type, protocol);
        if (fd < 0) {
            throw failure("open a netlink socket of protocol " + protocol, fd);
        }
        NetlinkSocket socket = new NetlinkSocket(calls, fd);
        socket.require(calls.bind(fd, anyAddress()), "bind a netlink socket");
        return socket;
    }

    int fd() {
        return fd;
    }

    void send(ByteBuffer messages) throws KernelException {
        int sent;
        do {
            sent = calls.send(fd, messages, 0);
        } while (Errno.EINTR.is(-sent));
        if (sent < 0) {
            throw failure("send to the kernel", sent);
        }
    }

    /**
     * Receives one datagram.
     *
     * @return octets, now to be found by {@link #messages}; or the negated errno
     */
    int receive() {
        int octets;
        do {
            octets = calls.receive(fd, received, MSG_TRUNC);
        } while (Errno.EINTR.is(-octets));
        return octets;
    }

    /** The messages of the datagram of {@code octets} octets that was received last. */
    List<NetlinkMessage> messages(int octets) throws KernelException {
        if (octets > received.capacity()) {
            throw new KernelException("netlink datagram of " + octets + " octets is too large");
        }
        return NetlinkMessage.decodeAll(NetlinkMessage.slice(received, 0, octets));
    }

    /** Overwrites what was received last: SAs come with their keys. */
    void wipe(int octets) {
        for (int i = 0; i < Math.min(octets, received.capacity()); i++) {
            received.put(i, (byte) 0);
        }
    }

    static KernelException failure(String what, int negatedErrno) {
        String why = "";
        if (Errno.EPERM.is(-negatedErrno) || Errno.EACCES.is(-negatedErrno)) {
            why = " (this takes CAP_NET_ADMIN)";
        } else if (Errno.EPROTONOSUPPORT.is(-negatedErrno)) {
            why = " (the kernel was built without it; XFRM needs CONFIG_XFRM_USER)";
        }
        return new KernelException("cannot " + what + ": " + Errno.name(-negatedErrno) + why);
    }

    private void require(int result, String what) throws KernelException {
        if (result < 0) {
            close();
            throw failure(what, result);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.close(fd);
        }
    }

    /** struct sockaddr_nl that leaves the choice of the port to the kernel. */
    private static byte[] anyAddress() {
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_OCTETS).order(ByteOrder.nativeOrder());
        return address.putShort((short) AF_NETLINK).array();
    }

    private static byte[] nativeInt(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    /** struct timeval of a 64-bit system. */
    private static byte[] timeval(int seconds) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(seconds)
                .array();
    }
}
