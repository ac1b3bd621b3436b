package cygnet.daemon.net;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Direction;
import cygnet.kernel.SocketExemption;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP socket of IKE, bound to one address and port.
 *
 * <p>Owned by the event loop.
 */
public final class IkeChannel {
    private static final int MOST_OCTETS = 65_535;
    private static final int NON_ESP_MARKER_OCTETS = 4;
    private static final int IPPROTO_UDP = 17;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_ENCAP_ESPINUDP = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final Endpoint local;
    private final boolean marked;
    private final ChannelFuture bound;

    private IkeChannel(Endpoint local, boolean marked, ChannelFuture bound) {
        this.local = local;
        this.marked = marked;
        this.bound = bound;
    }

    /**
     * Begins to bind a socket; {@link #bound} tells how that ends.
     *
     * @param local with port 0 for any free one
     * @param marked whether datagrams begin with the non-ESP marker (RFC 3948 section 2.2)
     */
    public static IkeChannel open(EventLoop loop, Endpoint local, boolean marked, DatagramSink sink) {
        boolean ipv6 = local.address().isIpv6();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(
                        () -> new EpollDatagramChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_OCTETS))
                .handler(new DatagramReader(local, marked, sink));
        if (ipv6) {
            bootstrap.option(new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY), 1);
        }
        return new IkeChannel(
                local,
                marked,
                bootstrap.bind(new InetSocketAddress(local.address().toInetAddress(), local.port())));
    }

    /** Done when the socket is bound, or cannot be. */
    public ChannelFuture bound() {
        return bound;
    }

    /** Where it is bound: what was asked for, with the port that the kernel chose. */
    public Endpoint local() {
        return bound.channel().localAddress() instanceof InetSocketAddress address
                ? new Endpoint(IpAddress.of(address.getAddress()), address.getPort())
                : local;
    }

    /**
     * Lets IKE pass whatever the SPD says, and has the kernel take ESP and keepalives for itself on the NAT traversal port.
     *
     * @throws RuntimeException if the kernel refuses, as it does without CAP_NET_ADMIN
     */
    void exempt(SocketExemption exemption) {
        boolean ipv6 = local.address().isIpv6();
        for (Direction direction : Direction.values()) {
            SocketExemption.Option option = exemption.option(ipv6, direction);
            RawUnixChannelOption policy = new RawUnixChannelOption(
                    "policy " + option.number(),
                    option.level(),
                    option.number(),
                    option.value().length());
            bound.channel()
                    .config()
                    .setOption(policy, ByteBuffer.wrap(option.value().toByteArray()));
        }
        if (marked) {
            bound.channel()
                    .config()
                    .setOption(new IntegerUnixChannelOption("UDP_ENCAP", IPPROTO_UDP, UDP_ENCAP), UDP_ENCAP_ESPINUDP);
        }
    }

    /** Sends one datagram, whose marker is added here. */
    public ChannelFuture send(Endpoint remote, Octets octets) {
        byte[] bytes = octets.toByteArray();
        ByteBuf payload =
                marked ? Unpooled.wrappedBuffer(new byte[NON_ESP_MARKER_OCTETS], bytes) : Unpooled.wrappedBuffer(bytes);
        return transmit(remote, payload);
    }

    /** Sends a NAT-keepalive: one octet, without a marker (RFC 3948 section 2.3). */
    ChannelFuture keepAlive(Endpoint remote) {
        return transmit(remote, Unpooled.wrappedBuffer(new byte[] {(byte) 0xff}));
    }

    private ChannelFuture transmit(Endpoint remote, ByteBuf payload) {
        InetSocketAddress target = new InetSocketAddress(remote.address().toInetAddress(), remote.port());
        return bound.channel().writeAndFlush(new DatagramPacket(payload, target));
    }

    public ChannelFuture close() {
        return bound.channel().close();
    }
}
