package cygnet.kernel.ffi;

import cygnet.ike.address.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;

/** A UDP socket that takes any option, as java.net's do not. It belongs to the network namespace of its opener. */
public final class UdpSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;

    /** The C library. */
    public interface LibC {
        int connect(int fd, @In byte[] address, int length);
    }

    private final SocketCalls calls;
    private final int fd;

    private UdpSocket(SocketCalls calls, int fd) {
        this.calls = calls;
        this.fd = fd;
    }

    public static UdpSocket open(SocketCalls calls, IpAddress address, int port) {
        UdpSocket socket =
                new UdpSocket(calls, required(calls.socket(address.isIpv6() ? AF_INET6 : AF_INET, SOCK_DGRAM, 0)));
        required(calls.bind(socket.fd, socketAddress(address, port)));
        return socket;
    }

    public void set(int level, int option, byte[] value) {
        required(calls.setOption(fd, level, option, value));
    }

    public void connect(IpAddress address, int port) {
        byte[] peer = socketAddress(address, port);
        required(LibraryLoader.create(LibC.class).load("c").connect(fd, peer, peer.length));
    }

    /** Sends octets to the address that the socket is connected to. */
    public void send(byte[] octets) {
        ByteBuffer message = ByteBuffer.allocateDirect(octets.length);
        message.put(0, octets);
        required(calls.send(fd, message, 0));
    }

    private static byte[] socketAddress(IpAddress address, int port) {
        ByteBuffer octets = ByteBuffer.allocate(address.isIpv6() ? 28 : 16).order(ByteOrder.nativeOrder());
        octets.putShort((short) (address.isIpv6() ? AF_INET6 : AF_INET));
        octets.put((byte) (port >> 8)).put((byte) port);
        octets.position(address.isIpv6() ? 8 : 4);
        return octets.put(address.octets().toByteArray()).array();
    }

    private static int required(int result) {
        if (result < 0) {
            throw new AssertionError("a socket call failed: errno " + -result);
        }
        return result;
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
