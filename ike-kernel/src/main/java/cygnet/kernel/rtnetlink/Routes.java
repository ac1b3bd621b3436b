package cygnet.kernel.rtnetlink;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.netlink.MessageWriter;
import cygnet.kernel.netlink.NetlinkMessage;
import cygnet.kernel.netlink.NetlinkRequest;
import cygnet.kernel.netlink.RequestSocket;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Asks the routing table by rtnetlink. Connecting a socket would ask it as well, but IPsec too: a policy that waits for
 * packets would take the question for one.
 *
 * <p>Not thread-safe.
 */
public final class Routes implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int NEW_ROUTE = 24;
    private static final int GET_ROUTE = 26;
    /** struct rtmsg. */
    private static final int MESSAGE_OCTETS = 12;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int DESTINATION = 1;
    private static final int PREFERRED_SOURCE = 7;

    private final RequestSocket socket;

    private Routes(RequestSocket socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @throws KernelException if the kernel refuses
     */
    public static Routes open(SocketCalls calls) throws KernelException {
        return new Routes(RequestSocket.open(calls, NETLINK_ROUTE));
    }

    /**
     * The address that this host takes for packets to {@code remote}; empty without a route.
     *
     * @throws KernelException if the kernel does not answer
     */
    public Optional<IpAddress> sourceTowards(IpAddress remote) throws KernelException {
        Source source = new Source(remote.isIpv6() ? 16 : 4);
        socket.request(new NetlinkRequest(GET_ROUTE, writer -> write(writer, remote)), source::read);
        return source.found;
    }

    private static void write(MessageWriter writer, IpAddress remote) {
        byte[] octets = remote.octets().toByteArray();
        int at = writer.structure(MESSAGE_OCTETS);
        writer.buffer().put(at, (byte) (remote.isIpv6() ? AF_INET6 : AF_INET));
        writer.buffer().put(at + 1, (byte) (octets.length * Byte.SIZE));
        writer.buffer().put(writer.attribute(DESTINATION, octets.length), octets);
    }

    /** What the kernel says of a route. */
    private static final class Source {
        private final int octets;
        private Optional<IpAddress> found = Optional.empty();

        Source(int octets) {
            this.octets = octets;
        }

        void read(NetlinkMessage message) throws KernelException {
            if (message.type() == NEW_ROUTE) {
                found = message.attributesBehind(MESSAGE_OCTETS)
                        .find(PREFERRED_SOURCE, octets)
                        .map(this::address);
            }
        }

        private IpAddress address(ByteBuffer payload) {
            byte[] address = new byte[octets];
            payload.get(0, address);
            return new IpAddress(Octets.owning(address));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
