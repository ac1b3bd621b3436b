package cygnet.kernel.socket;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A raw socket whose other end is the kernel: netlink or PF_KEY. Only the kernel and processes with CAP_NET_ADMIN can send to
 * it, so senders are not checked. What arrives may be an SA with its keys: {@link #wipe} it.
 *
 * <p>Not thread-safe.
 */
public final class KernelSocket implements AutoCloseable {
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /**
     * The kernel makes netlink's dumps in pieces of at most 32 KiB, and only if the reader's buffer is that large. The ACQUIRE of
     * PF_KEY names all pairs of algorithms, in 72 octets each, if the policy was made by netlink.
     */
    private static final int RECEIVE_OCTETS = 64 * 1024;

    private static final int QUEUE_OCTETS = 8 * 1024 * 1024;
    private static final int ANSWER_TIMEOUT_SECONDS = 10;

    /**
     * What a socket talks to.
     *
     * @param family an AF_ number
     * @param protocol one of that family
     * @param name in error messages, with an article: {@code a netlink socket of protocol 6}
     * @param needs what a kernel must have for it
     */
    public record Kind(int family, int protocol, String name, String needs) {}

    private final SocketCalls calls;
    private final Kind kind;
    private final int fd;
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(RECEIVE_OCTETS).order(ByteOrder.nativeOrder());
    private boolean closed;

    private KernelSocket(SocketCalls calls, Kind kind, int fd) {
        this.calls = calls;
        this.kind = kind;
        this.fd = fd;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel has no such thing, or for lack of CAP_NET_ADMIN
     */
    public static KernelSocket open(SocketCalls calls, Kind kind) throws KernelException {
        int fd = calls.socket(kind.family(), SOCK_RAW | SOCK_CLOEXEC, kind.protocol());
        if (fd < 0) {
            boolean missing = Errno.EAFNOSUPPORT.is(-fd) || Errno.EPROTONOSUPPORT.is(-fd);
            throw failure("open " + kind.name(), fd, missing ? " (" + kind.needs() + ")" : "");
        }
        return new KernelSocket(calls, kind, fd);
    }

    /**
     * Binds it.
     *
     * @param address a struct sockaddr
     * @throws KernelException if the kernel refuses; then the socket is closed
     */
    public void bind(byte[] address) throws KernelException {
        require(calls.bind(fd, address), "bind " + kind.name());
    }

    /**
     * Sets an option whose value is an int.
     *
     * @return 0, or the negated errno
     */
    public int set(int level, int option, int value) {
        return calls.setOption(fd, level, option, nativeInt(value));
    }

    /**
     * Sets an option that it can't do without.
     *
     * @param what in the error message
     * @throws KernelException if the kernel refuses; then the socket is closed
     */
    public void require(int level, int option, int value, String what) throws KernelException {
        require(set(level, option, value), what);
    }

    /** Who waits for an answer gives up after ten seconds. */
    public void limitWaiting() throws KernelException {
        int result = calls.setOption(fd, SOL_SOCKET, SO_RCVTIMEO, timeval(ANSWER_TIMEOUT_SECONDS));
        require(result, "set the time limit of " + kind.name());
    }

    /** A queue for thousands of messages that come unasked. */
    public void lengthenQueue() throws KernelException {
        require(SOL_SOCKET, SO_RCVBUFFORCE, QUEUE_OCTETS, "set the queue length of " + kind.name());
    }

    public int fd() {
        return fd;
    }

    /** Sends one datagram: a direct buffer from 0 to its limit. */
    public void send(ByteBuffer messages) throws KernelException {
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
     * @param wait whether to wait for it
     * @return octets, now to be found in {@link #received}; or the negated errno
     */
    public int receive(boolean wait) {
        int octets;
        do {
            octets = calls.receive(fd, received, MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT));
        } while (Errno.EINTR.is(-octets));
        return octets;
    }

    /**
     * Receives one datagram that must come.
     *
     * @return octets, now to be found in {@link #received}
     * @throws KernelException if it does not come in time
     */
    public int await() throws KernelException {
        int octets = receive(true);
        if (octets < 0) {
            String what = Errno.EAGAIN.is(-octets) ? "wait any longer for the kernel's answer" : "hear the kernel";
            throw failure(what, octets);
        }
        return octets;
    }

    /** The datagram of {@code octets} octets that was received last, in native byte order. It is not a copy. */
    public ByteBuffer received(int octets) throws KernelException {
        if (octets > received.capacity()) {
            throw new KernelException("what " + kind.name() + " says is too large: " + octets + " octets");
        }
        return received.slice(0, octets).order(ByteOrder.nativeOrder());
    }

    /** Overwrites the datagram of {@code octets} octets that was received last. */
    public void wipe(int octets) {
        for (int i = 0; i < Math.min(octets, received.capacity()); i++) {
            received.put(i, (byte) 0);
        }
    }

    /** What could not be done, and why the kernel says so. */
    public static KernelException failure(String what, int negatedErrno) {
        return failure(what, negatedErrno, "");
    }

    private static KernelException failure(String what, int negatedErrno, String why) {
        boolean forbidden = Errno.EPERM.is(-negatedErrno) || Errno.EACCES.is(-negatedErrno);
        return new KernelException("cannot " + what + ": " + Errno.name(-negatedErrno)
                + (forbidden ? " (this takes CAP_NET_ADMIN)" : why));
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
