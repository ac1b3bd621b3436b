package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server that passes every question on to others and their answers back, octet for octet. Beside a question that leads
 * to addresses it asks for the keys of the host, and an answer with addresses waits until the {@link AnswerGate} has done its
 * work. It answers by itself only with errors: SERVFAIL if no upstream answers or the addresses are bogus, FORMERR, NOTIMP,
 * and REFUSED to who may not ask.
 *
 * <p>It runs on the thread of its {@link NameServers}.
 */
public final class ForwardingResolver implements AutoCloseable {
    /** Ports that are tried where none is given. */
    private static final int MOST_PORTS = 20;

    private static final int DATAGRAMS_AT_ONCE = 16;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 1024 * 1024);
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private final EventLoop loop;
    private final ResolverLimits limits;
    private final NameMemory names;
    private final LoopCheck loopCheck;
    private final ResolverCounters counters = new ResolverCounters();
    private final Forwarder forwarder;
    private final List<Channel> listeners = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private ForwardingResolver(
            ResolverConfig config, NameServers servers, KeySource keys, AnswerGate gate, InstantSource clock) {
        this.loop = servers.loop();
        this.limits = config.limits();
        this.names = new NameMemory(limits.rememberedAddresses(), clock);
        this.forwarder = new Forwarder(servers, config, new Forwarder.Surroundings(keys, gate, names, counters, clock));
        this.loopCheck = servers.loopCheck();
    }

    /**
     * Starts a resolver, on the thread of {@code servers}.
     *
     * @param servers whom it asks; must outlive it
     * @param clock tells how old a memory is
     * @throws IOException if it can't listen where it should
     */
    public static ForwardingResolver open(
            ResolverConfig config, NameServers servers, KeySource keys, AnswerGate gate, InstantSource clock)
            throws IOException {
        ForwardingResolver resolver = new ForwardingResolver(config, servers, keys, gate, clock);
        try {
            for (Endpoint endpoint : config.listen()) {
                resolver.listen(endpoint);
            }
            resolver.loop.execute(resolver.loopCheck::start);
            return resolver;
        } catch (IOException | RuntimeException e) {
            resolver.close();
            throw e;
        }
    }

    /** Where it listens, with the ports that the kernel chose where none was given. */
    public List<Endpoint> listening() {
        return listeners.stream()
                .map(Channel::localAddress)
                .map(InetSocketAddress.class::cast)
                .map(address -> new Endpoint(IpAddress.of(address.getAddress()), address.getPort()))
                .distinct()
                .toList();
    }

    /** Which names applications were told to have which addresses. */
    public NameMemory names() {
        return names;
    }

    /** What became of questions so far. */
    public ResolverCounters counters() {
        return counters;
    }

    private void listen(Endpoint endpoint) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Channel datagrams = bound(endpoint, datagramSocket(endpoint));
            int port = ((InetSocketAddress) datagrams.localAddress()).getPort();
            try {
                bound(endpoint, streamSocket(endpoint.withPort(port)));
                return;
            } catch (IOException e) {
                // The port that the kernel chose for datagrams may be taken for streams.
                if (endpoint.port() != 0 || attempt == MOST_PORTS) {
                    throw e;
                }
                listeners.remove(datagrams);
                datagrams.close().awaitUninterruptibly();
            }
        }
    }

    private Channel bound(Endpoint endpoint, ChannelFuture binding) throws IOException {
        if (!binding.awaitUninterruptibly().isSuccess()) {
            throw new IOException(
                    "cannot listen on " + endpoint + ": " + Sockets.reason(binding.cause()), binding.cause());
        }
        listeners.add(binding.channel());
        return binding.channel();
    }

    private ChannelFuture datagramSocket(Endpoint endpoint) {
        boolean ipv6 = endpoint.address().isIpv6();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(
                        () -> new EpollDatagramChannel(ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpListener.MOST_OCTETS)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(DATAGRAMS_AT_ONCE * UdpListener.MOST_OCTETS))
                .handler(new UdpListener(forwarder));
        if (ipv6) {
            bootstrap.option(new IntegerUnixChannelOption("IPV6_V6ONLY", IPPROTO_IPV6, IPV6_V6ONLY), 1);
        }
        return bootstrap.bind(address(endpoint));
    }

    private ChannelFuture streamSocket(Endpoint endpoint) {
        return new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address(endpoint));
    }

    private void accept(Channel channel) {
        if (connections.incrementAndGet() > limits.connections()) {
            connections.decrementAndGet();
            Sockets.close(channel);
            return;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        channel.pipeline().addLast(new ClientConnection(forwarder, limits, channel));
    }

    private static InetSocketAddress address(Endpoint endpoint) {
        return new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port());
    }

    @Override
    public void close() {
        loop.submit(loopCheck::stop).awaitUninterruptibly();
        listeners.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
