package cygnet.kernel.live;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.KernelResult.Done;
import cygnet.ike.ipsec.KernelResult.SpiAllocated;
import cygnet.ike.ipsec.KernelResult.Usage;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.KernelSettings;
import cygnet.kernel.ffi.NetworkNamespace;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.ffi.UdpSocket;
import cygnet.kernel.xfrm.SocketPolicy;
import cygnet.kernel.xfrm.XfrmEvents;
import cygnet.kernel.xfrm.XfrmKernel;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A host of a test: a network namespace with its SAD, its SPD and its events. */
final class LabHost implements AutoCloseable {
    private static final int IPPROTO_UDP = 17;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_ENCAP_ESPINUDP = 2;

    private final String name;
    private final SocketCalls calls;
    private final NetworkNamespace namespace = NetworkNamespace.create();
    private final XfrmKernel kernel;
    private final XfrmEvents events;
    private final List<KernelEvent> unread = new ArrayList<>();

    LabHost(String name, SocketCalls calls) throws Exception {
        this.name = name;
        this.calls = calls;
        kernel = namespace.call(() -> XfrmKernel.open(calls, InstantSource.system()));
        events = namespace.call(() -> XfrmEvents.open(calls));
    }

    /** Connects two hosts, the first of each pair of addresses being this one's. */
    void wireTo(LabHost other, String[]... addresses) throws Exception {
        namespace.wireTo(other.namespace, "wire", addresses);
    }

    void set(KernelSettings.Setting setting, int value) throws Exception {
        namespace.call(() -> {
            KernelSettings.Outcome outcome = KernelSettings.ofSystem().set(setting, value);
            if (outcome instanceof KernelSettings.Outcome.NotPossible not) {
                throw new AssertionError(not.cause());
            }
            return outcome;
        });
    }

    Spi allocateSpi(IpAddress source, IpAddress destination, IpsecProtocol protocol) {
        KernelResult result = kernel.perform(List.of(new AllocateSpi(source, destination, protocol)));
        if (result instanceof SpiAllocated allocated) {
            return allocated.spi();
        }
        throw new AssertionError(name + ": " + result);
    }

    void perform(KernelCommand... commands) {
        KernelResult result = kernel.perform(List.of(commands));
        if (!result.equals(new Done())) {
            throw new AssertionError(name + ": " + result);
        }
    }

    Usage query(SaId id, IpAddress source) {
        KernelResult result = kernel.perform(List.of(new KernelCommand.QuerySa(id, source)));
        if (result instanceof Usage usage) {
            return usage;
        }
        throw new AssertionError(name + ": " + result);
    }

    KernelInventory inventory() throws Exception {
        return kernel.inventory();
    }

    /** Waits for an event of a kind, passing over others. */
    <T extends KernelEvent> T await(Class<T> kind, Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            events.drain(unread::add);
            while (!unread.isEmpty()) {
                KernelEvent event = unread.remove(0);
                if (kind.isInstance(event)) {
                    return kind.cast(event);
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(name + ": no " + kind.getSimpleName() + " within " + limit);
            }
            Thread.sleep(5);
        }
    }

    void forgetEvents() throws Exception {
        events.drain(event -> {});
        unread.clear();
    }

    String run(String... words) throws Exception {
        return namespace.command(words);
    }

    DatagramSocket datagramSocket(IpAddress address, int port) throws Exception {
        InetAddress local = address.toInetAddress();
        return namespace.call(() -> new DatagramSocket(port, local));
    }

    /** Opens a UDP socket with bypass policies, as every IKE socket has them. */
    UdpSocket ikeSocket(IpAddress address, int port) throws Exception {
        return namespace.call(() -> {
            UdpSocket socket = UdpSocket.open(calls, address, port);
            boolean ipv6 = address.isIpv6();
            for (Direction direction : Direction.values()) {
                socket.set(
                        ipv6 ? SocketPolicy.IPV6_LEVEL : SocketPolicy.IPV4_LEVEL,
                        ipv6 ? SocketPolicy.IPV6_OPTION : SocketPolicy.IPV4_OPTION,
                        SocketPolicy.bypass(ipv6, direction));
            }
            return socket;
        });
    }

    /**
     * Opens an IKE socket that hands ESP in UDP to the kernel (RFC 3948). It works only with the bypass: to the kernel's
     * policies this is a UDP packet in clear from a host whose packets must be protected.
     */
    UdpSocket encapsulationSocket(IpAddress address, int port) throws Exception {
        UdpSocket socket = ikeSocket(address, port);
        byte[] espInUdp = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(UDP_ENCAP_ESPINUDP)
                .array();
        socket.set(IPPROTO_UDP, UDP_ENCAP, espInUdp);
        return socket;
    }

    @Override
    public void close() {
        events.close();
        kernel.close();
        namespace.close();
    }
}
