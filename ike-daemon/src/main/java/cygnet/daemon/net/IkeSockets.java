package cygnet.daemon.net;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Direction;
import cygnet.kernel.xfrm.SocketPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP sockets of IKE: for each local address one on the IKE port and one on the NAT traversal port. A socket that is
 * bound to one address answers from it, which a wildcard socket does not. Each carries policies of its own that let IKE
 * pass whatever the SPD says.
 *
 * <p>Owned by the event loop.
 */
public final class IkeSockets {
    private static final Logger LOG = LoggerFactory.getLogger(IkeSockets.class);
    private static final int MOST_OCTETS = 65_535;
    private static final int NON_ESP_MARKER_OCTETS = 4;
    private static final int IPPROTO_UDP = 17;
    private static final int UDP_ENCAP = 100;
    private static final int UDP_ENCAP_ESPINUDP = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final EventLoop loop;
    private final Ports ports;
    private final DatagramSink sink;
    private final Map<Endpoint, Channel> channels = new HashMap<>();

    /**
     * The two ports.
     *
     * @param natTraversal where datagrams of IKE begin with the non-ESP marker (RFC 3948 section 2.2)
     */
    public record Ports(int ike, int natTraversal) {}

    public IkeSockets(EventLoop loop, Ports ports, DatagramSink sink) {
        this.loop = loop;
        this.ports = ports;
        this.sink = sink;
    }

    /**
     * Opens sockets for addresses that have none, and closes those of addresses that are gone.
     *
     * @return what could not be bound, a line each
     */
    public List<String> bind(Set<IpAddress> addresses) {
        List<String> problems = new ArrayList<>();
        Set<Endpoint> wanted = new HashSet<>();
        for (IpAddress address : addresses) {
            wanted.add(new Endpoint(address, ports.ike()));
            wanted.add(new Endpoint(address, ports.natTraversal()));
        }
        for (Map.Entry<Endpoint, Channel> open : List.copyOf(channels.entrySet())) {
            if (!wanted.contains(open.getKey())) {
                close(open.getKey(), open.getValue());
            }
        }
        for (Endpoint endpoint : wanted) {
            if (!channels.containsKey(endpoint)) {
                bind(endpoint, problems);
            }
        }
        return problems;
    }

    private void bind(Endpoint endpoint, List<String> problems) {
        boolean ipv6 = endpoint.address().isIpv6();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(
                        () -> new EpollDatagramChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MOST_OCTETS))
                .handler(new DatagramReader(endpoint, endpoint.port() == ports.natTraversal(), sink));
        if (ipv6) {
            bootstrap.option(new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY), 1);
        }
        // Before the loop has run, binding has not happened: registration and binding take turns on this very thread.
        ChannelFuture bound =
                bootstrap.bind(new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port()));
        Channel channel = bound.channel();
        channels.put(endpoint, channel);
        bound.addListener(future -> {
            if (future.isSuccess()) {
                prepare(channel, endpoint);
            } else {
                channels.remove(endpoint, channel);
                LOG.error("cannot listen on {}: {}", endpoint, reason(future.cause()));
            }
        });
        if (bound.isDone() && !bound.isSuccess()) {
            problems.add("cannot listen on " + endpoint + ": " + reason(bound.cause()));
        }
    }

    private void prepare(Channel channel, Endpoint endpoint) {
        boolean ipv6 = endpoint.address().isIpv6();
        int level = ipv6 ? SocketPolicy.IPV6_LEVEL : SocketPolicy.IPV4_LEVEL;
        int option = ipv6 ? SocketPolicy.IPV6_OPTION : SocketPolicy.IPV4_OPTION;
        RawUnixChannelOption policy = new RawUnixChannelOption("IP_XFRM_POLICY", level, option, SocketPolicy.OCTETS);
        try {
            for (Direction direction : Direction.values()) {
                channel.config().setOption(policy, ByteBuffer.wrap(SocketPolicy.bypass(ipv6, direction)));
            }
            if (endpoint.port() == ports.natTraversal()) {
                channel.config()
                        .setOption(
                                new IntegerUnixChannelOption("UDP_ENCAP", IPPROTO_UDP, UDP_ENCAP), UDP_ENCAP_ESPINUDP);
            }
            LOG.info("listening on {}", endpoint);
        } catch (RuntimeException e) {
            LOG.error("cannot exempt {} from IPsec policies: {}", endpoint, reason(e));
        }
    }

    /** Sends a datagram of IKE from exactly this local endpoint; one that cannot be sent is lost, as UDP is. */
    public void send(Endpoint local, Endpoint remote, Octets octets) {
        Channel channel = channels.get(local);
        if (channel == null) {
            LOG.warn("cannot send to {}: {} is not an address of ours any more", remote, local);
            return;
        }
        byte[] bytes = octets.toByteArray();
        ByteBuf payload = local.port() == ports.natTraversal()
                ? Unpooled.wrappedBuffer(new byte[NON_ESP_MARKER_OCTETS], bytes)
                : Unpooled.wrappedBuffer(bytes);
        InetSocketAddress target = new InetSocketAddress(remote.address().toInetAddress(), remote.port());
        channel.writeAndFlush(new DatagramPacket(payload, target)).addListener(future -> {
            if (!future.isSuccess()) {
                LOG.warn("cannot send from {} to {}: {}", local, remote, reason(future.cause()));
            }
        });
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private void close(Endpoint endpoint, Channel channel) {
        channels.remove(endpoint, channel);
        channel.close().addListener(closed -> LOG.info("no longer listening on {}", endpoint));
    }

    public void close() {
        Map.copyOf(channels).forEach(this::close);
    }
}
