package cygnet.kernel.ffi;

import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** {@link SocketCalls} by JNR-FFI. */
final class JnrSocketCalls implements SocketCalls {
    /** The C library. Public, as JNR implements it from another class loader. */
    public interface LibC {
        int socket(int domain, int type, int protocol);

        int bind(int fd, @In byte[] address, int length);

        int setsockopt(int fd, int level, int option, @In byte[] value, int length);

        @ssize_t
        long send(int fd, @In ByteBuffer message, @size_t long length, int flags);

        @ssize_t
        long recv(int fd, @Out ByteBuffer target, @size_t long length, int flags);

        int close(int fd);
    }

    private final LibC libc = LibraryLoader.create(LibC.class).load("c");
    private final Runtime runtime = Runtime.getRuntime(libc);

    @Override
    public int socket(int domain, int type, int protocol) {
        return result(libc.socket(domain, type, protocol));
    }

    @Override
    public int bind(int fd, byte[] address) {
        return result(libc.bind(fd, address, address.length));
    }

    @Override
    public int setOption(int fd, int level, int option, byte[] value) {
        return result(libc.setsockopt(fd, level, option, value, value.length));
    }

    @Override
    public int send(int fd, ByteBuffer message, int flags) {
        // JNR hands the kernel the address of the buffer's position.
        return result(libc.send(fd, message.duplicate().position(0), message.limit(), flags));
    }

    @Override
    public int receive(int fd, ByteBuffer target, int flags) {
        return result(libc.recv(fd, target.duplicate().position(0), target.limit(), flags));
    }

    @Override
    public int close(int fd) {
        return result(libc.close(fd));
    }

    private int result(long returned) {
        return returned < 0 ? -runtime.getLastError() : Math.toIntExact(returned);
    }
}
