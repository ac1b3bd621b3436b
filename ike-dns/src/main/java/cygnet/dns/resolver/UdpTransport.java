package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks over UDP from many ports, so that a forger has to guess port and id (RFC 5452 section 9.2): each query leaves by one
 * of several sockets, chosen at random; each socket has a port that the kernel chose, and is soon replaced. The sockets are
 * connected: the kernel drops what comes from elsewhere, and tells when nobody listens there.
 */
final class UdpTransport implements Transport {
    private static final int SOCKETS = 32;
    private static final int LEAST_USES = 64;
    private static final long LONGEST_USE = TimeUnit.SECONDS.toNanos(30);

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Ids ids;
    private final @Nullable Socket[] sockets = new Socket[SOCKETS];
    private boolean closed;

    UdpTransport(EventLoop loop, Endpoint server, Ids ids) {
        this.loop = loop;
        this.server = new InetSocketAddress(server.address().toInetAddress(), server.port());
        this.ids = ids;
    }

    @Override
    public Sending send(Query query, AnswerSink sink) {
        int slot = ids.below(SOCKETS);
        Socket socket = sockets[slot];
        if (socket == null || socket.isWornOut()) {
            if (socket != null) {
                socket.retire();
            }
            socket = new Socket();
            sockets[slot] = socket;
        }
        return socket.send(query, sink);
    }

    @Override
    public void close() {
        closed = true;
        for (Socket socket : sockets) {
            if (socket != null) {
                socket.retire();
            }
        }
    }

    /**
     * No more is sent by the present sockets. They may be bound to an address that this host has lost, and would never send
     * anything again.
     */
    private void renew() {
        for (int slot = 0; slot < SOCKETS; slot++) {
            Socket socket = sockets[slot];
            if (socket != null) {
                sockets[slot] = null;
                socket.retire();
            }
        }
    }

    /** One port. */
    private final class Socket extends SimpleChannelInboundHandler<DatagramPacket> {
        private final PendingQueries pending = new PendingQueries(ids, this::closeWhenDone);
        private final ChannelFuture connected;
        private final long since = System.nanoTime();
        private int usesLeft = LEAST_USES + ids.below(LEAST_USES);
        private boolean retired;

        Socket() {
            SocketProtocolFamily family = server.getAddress().getAddress().length == 4
                    ? SocketProtocolFamily.INET
                    : SocketProtocolFamily.INET6;
            connected = new Bootstrap()
                    .group(loop)
                    .channelFactory(() -> new EpollDatagramChannel(family))
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Wire.MOST_OCTETS))
                    .handler(this)
                    .connect(server);
        }

        boolean isWornOut() {
            return usesLeft == 0
                    || System.nanoTime() - since > LONGEST_USE
                    || pending.isFull()
                    || (connected.isDone() && !connected.channel().isOpen());
        }

        Sending send(Query query, AnswerSink sink) {
            usesLeft--;
            PendingQueries.Pending sending = pending.add(query, sink);
            if (connected.isSuccess()) {
                write(sending);
            } else {
                connected.addListener(opened -> {
                    if (opened.isSuccess()) {
                        write(sending);
                    } else {
                        fail(opened.cause());
                    }
                });
            }
            return sending;
        }

        private void write(PendingQueries.Pending sending) {
            connected
                    .channel()
                    .writeAndFlush(Unpooled.wrappedBuffer(sending.octets()))
                    .addListener(written -> {
                        if (!written.isSuccess()) {
                            renew();
                            fail(written.cause());
                        }
                    });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            byte[] octets = new byte[packet.content().readableBytes()];
            packet.content().readBytes(octets);
            PendingQueries.Pending answered = pending.take(octets);
            if (answered != null) {
                answered.sink().answered(octets);
                closeWhenDone();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause);
        }

        /** Later, because whoever has just sent does not expect an end yet. */
        private void fail(Throwable cause) {
            loop.execute(() -> {
                String reason = Sockets.reason(cause);
                pending.takeAll().forEach(p -> p.sink().failed(reason));
                closeWhenDone();
            });
        }

        /** Takes no more queries; answers that are on their way are still heard. */
        void retire() {
            retired = true;
            closeWhenDone();
        }

        private void closeWhenDone() {
            if (closed || (retired && pending.isEmpty())) {
                Sockets.close(connected.channel());
            }
        }
    }
}
