package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's TCP connection: many queries may be under way on it, and answers go back as they come (RFC 7766 section 6.2.1.1).
 * It is closed when it has been idle, or when the client does not take its answers.
 */
final class ClientConnection extends SimpleChannelInboundHandler<ByteBuf> implements Client {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Forwarder forwarder;
    private final ResolverLimits limits;
    private final Channel channel;
    private final IpAddress address;
    private final FrameReader frames = new FrameReader();
    private int unanswered;
    private boolean inputEnded;
    private @Nullable Future<?> idleEnd;

    ClientConnection(Forwarder forwarder, ResolverLimits limits, Channel channel) {
        this.forwarder = forwarder;
        this.limits = limits;
        this.channel = channel;
        this.address = IpAddress.of(((InetSocketAddress) channel.remoteAddress()).getAddress());
        closeWhenIdle();
    }

    @Override
    public IpAddress address() {
        return address;
    }

    @Override
    public boolean isOverStream() {
        return true;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        frames.read(in, this::onMessage);
        readIfFew();
    }

    private void onMessage(byte[] octets) {
        if (octets.length < Wire.HEADER || Wire.isResponse(octets)) {
            Sockets.close(channel); // Nobody who speaks DNS sends that, and no answer would ever end the wait.
            return;
        }
        if (idleEnd != null) {
            idleEnd.cancel(false);
            idleEnd = null;
        }
        unanswered++;
        forwarder.receive(octets, this);
    }

    @Override
    public void send(byte[] answer) {
        if (!channel.isWritable()) {
            Sockets.close(channel); // The client does not read what it asked for.
            return;
        }
        Sockets.send(channel, FrameReader.frame(answer));
        dropped();
    }

    @Override
    public void dropped() {
        unanswered--;
        readIfFew();
        if (unanswered == 0) {
            closeWhenIdle();
        }
    }

    private void readIfFew() {
        channel.config().setAutoRead(unanswered < limits.queriesPerConnection());
    }

    private void closeWhenIdle() {
        if (inputEnded) {
            Sockets.close(channel);
        } else if (idleEnd == null) {
            idleEnd = channel.eventLoop()
                    .schedule(() -> Sockets.close(channel), limits.idle().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The client has sent all that it wants to ask, and waits for the answers. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (unanswered == 0) {
                Sockets.close(channel);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (idleEnd != null) {
            idleEnd.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {}: {}", address, cause.toString());
        Sockets.close(context.channel());
    }
}
