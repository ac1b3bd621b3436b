package cygnet.dns.resolver;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks over one TCP connection, with or without TLS, which stays open while it is of use; many queries are under way on it at once (RFC 7766
 * section 6.2.1).
 */
final class StreamTransport implements Transport {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int CONNECT_MILLIS = 3000;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Ids ids;
    private final Optional<Supplier<TlsClient>> tls;
    private @Nullable Connection current;

    /** @param tls makes the TLS of a new connection; empty: it has none */
    StreamTransport(EventLoop loop, InetSocketAddress server, Ids ids, Optional<Supplier<TlsClient>> tls) {
        this.loop = loop;
        this.server = server;
        this.ids = ids;
        this.tls = tls;
    }

    @Override
    public Sending send(Query query, AnswerSink sink) {
        Connection connection = current;
        if (connection == null || connection.pending.isFull() || connection.isSilent()) {
            connection = new Connection();
            current = connection;
        }
        return connection.send(query, sink);
    }

    @Override
    public void close() {
        if (current != null) {
            Sockets.close(current.connected.channel());
        }
    }

    private final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
        private final PendingQueries pending = new PendingQueries(ids, this::onCancel);
        private final Queue<PendingQueries.Pending> unsent = new ArrayDeque<>();
        private final FrameReader frames = new FrameReader();
        private final ChannelFuture connected;
        private boolean open;
        private long lastHeard = System.nanoTime();
        private long waitingSince = lastHeard;
        private @Nullable Future<?> idleEnd;
        private String trouble = "the connection was closed";

        Connection() {
            connected = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            tls.ifPresent(client -> channel.pipeline().addLast(client.get()));
                            channel.pipeline().addLast(Connection.this);
                        }
                    })
                    .connect(server);
            connected.addListener(opened -> {
                if (!opened.isSuccess()) {
                    end(Sockets.reason(opened.cause()));
                }
            });
        }

        Sending send(Query query, AnswerSink sink) {
            if (idleEnd != null) {
                idleEnd.cancel(false);
                idleEnd = null;
            }
            if (pending.isEmpty()) {
                waitingSince = System.nanoTime();
            }
            PendingQueries.Pending sending = pending.add(query, sink);
            if (open) {
                Sockets.send(connected.channel(), FrameReader.frame(sending.octets()));
            } else {
                unsent.add(sending);
            }
            return sending;
        }

        /**
         * Somebody has waited for long: perhaps the connection comes from an address that this host has lost, and nothing will
         * ever be heard on it again. Who asks now does so on a new one; what comes on this one is heard all the same.
         */
        boolean isSilent() {
            long now = System.nanoTime();
            return !pending.isEmpty() && Math.min(now - waitingSince, now - lastHeard) > SILENCE.toNanos();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            open = true;
            unsent.forEach(sending -> Sockets.send(context.channel(), FrameReader.frame(sending.octets())));
            unsent.clear();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            frames.read(in, this::onMessage);
        }

        private void onMessage(byte[] message) {
            lastHeard = System.nanoTime();
            PendingQueries.Pending answered = pending.take(message);
            if (answered != null) {
                answered.sink().answered(message);
                watchIdleness();
            }
        }

        /** Somebody has waited in vain: if nothing at all was heard for long, the other side may be gone without a word. */
        private void onCancel() {
            if (System.nanoTime() - lastHeard > SILENCE.toNanos() && this.equals(current)) {
                current = null;
            }
            watchIdleness();
        }

        private void watchIdleness() {
            if (pending.isEmpty() && idleEnd == null) {
                idleEnd = loop.schedule(() -> Sockets.close(connected.channel()), IDLE.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(trouble);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            trouble = Sockets.reason(cause);
            Sockets.close(context.channel());
        }

        /** A server may close whenever it likes (RFC 7766 section 6.2.4); who has asked will ask again. */
        private void end(String reason) {
            open = false;
            if (this.equals(current)) {
                current = null;
            }
            if (idleEnd != null) {
                idleEnd.cancel(false);
            }
            List<PendingQueries.Pending> unanswered = pending.takeAll();
            unsent.clear();
            // Later, because whoever has just sent does not expect an end yet.
            loop.execute(() -> unanswered.forEach(p -> p.sink().failed(reason)));
        }
    }
}
