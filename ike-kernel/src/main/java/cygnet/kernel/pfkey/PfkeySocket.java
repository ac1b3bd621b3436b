package cygnet.kernel.pfkey;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.netlink.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A PF_KEY socket. Only processes with CAP_NET_ADMIN can have one, so senders are not checked. What others change in SAD and
 * SPD arrives at it unasked, SAs with their keys.
 *
 * <p>Not thread-safe.
 */
final class PfkeySocket implements AutoCloseable {
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /** The ACQUIRE of a policy that somebody made by netlink names all pairs of algorithms, in 72 octets each. */
    private static final int RECEIVE_OCTETS = 64 * 1024;

    /** Not told when it is full: what does not fit is lost in silence. */
    private static final int QUEUE_OCTETS = 8 * 1024 * 1024;

    private static final int ANSWER_TIMEOUT_SECONDS = 10;

    private final SocketCalls calls;
    private final int fd;
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(RECEIVE_OCTETS).order(ByteOrder.nativeOrder());
    private boolean closed;

    private PfkeySocket(SocketCalls calls, int fd) {
        this.calls = calls;
        this.fd = fd;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel has no PF_KEY, or for lack of CAP_NET_ADMIN
     */
    static PfkeySocket open(SocketCalls calls) throws KernelException {
        int fd = calls.socket(PfkeyNumbers.PF_KEY, SOCK_RAW | SOCK_CLOEXEC, PfkeyNumbers.PF_KEY_V2);
        if (fd < 0) {
            throw failure("open a PF_KEY socket", fd);
        }
        PfkeySocket socket = new PfkeySocket(calls, fd);
        socket.set(SO_RCVBUFFORCE, nativeInt(QUEUE_OCTETS), "set the queue length of a PF_KEY socket");
        socket.set(SO_RCVTIMEO, timeval(ANSWER_TIMEOUT_SECONDS), "set the time limit of a PF_KEY socket");
        return socket;
    }

    private void set(int option, byte[] value, String what) throws KernelException {
        int result = calls.setOption(fd, SOL_SOCKET, option, value);
        if (result < 0) {
            close();
            throw failure(what, result);
        }
    }

    int fd() {
        return fd;
    }

    void send(ByteBuffer message) throws KernelException {
        int sent;
        do {
            sent = calls.send(fd, message, 0);
        } while (Errno.EINTR.is(-sent));
        if (sent < 0) {
            throw failure("send to the kernel", sent);
        }
    }

    /**
     * Receives one message.
     *
     * @param wait whether to wait for it
     * @return octets, now to be found by {@link #message}; or the negated errno
     */
    int receive(boolean wait) {
        int octets;
        do {
            octets = calls.receive(fd, received, MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT));
        } while (Errno.EINTR.is(-octets));
        return octets;
    }

    /** The message of {@code octets} octets that was received last. */
    PfkeyMessage message(int octets) throws KernelException {
        if (octets > received.capacity()) {
            throw new KernelException("PF_KEY message of " + octets + " octets is too large");
        }
        return PfkeyMessage.decode(PfkeyMessage.slice(received, 0, octets));
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
        } else if (Errno.EAFNOSUPPORT.is(-negatedErrno)) {
            why = " (the kernel has no PF_KEY: CONFIG_NET_KEY, module af_key; kernel = netlink needs none)";
        }
        return new KernelException("cannot " + what + ": " + Errno.name(-negatedErrno) + why);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.close(fd);
        }
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
