package cygnet.kernel.ffi;

import java.nio.ByteBuffer;

/**
 * The system calls that a netlink or PF_KEY socket needs. Each returns what the call returns, or the negated errno if it
 * failed, as the kernel itself does.
 *
 * <p>Small on purpose: java.lang.foreign can stand in for JNR-FFI once Java 17 is left behind, and a test can play the
 * kernel.
 */
public interface SocketCalls {
    /** socket(2). */
    int socket(int domain, int type, int protocol);

    /** bind(2); {@code address} is a struct sockaddr in native byte order. */
    int bind(int fd, byte[] address);

    /** setsockopt(2). */
    int setOption(int fd, int level, int option, byte[] value);

    /** send(2) of the octets from 0 to the limit of the direct buffer. */
    int send(int fd, ByteBuffer message, int flags);

    /** recv(2) into the direct buffer, from 0 to its limit. Position and limit stay as they are. */
    int receive(int fd, ByteBuffer target, int flags);

    /** close(2). */
    int close(int fd);

    /**
     * The calls of this process's C library.
     *
     * @throws UnsatisfiedLinkError if the native part of JNR-FFI does not load
     */
    static SocketCalls system() {
        return new JnrSocketCalls();
    }
}
