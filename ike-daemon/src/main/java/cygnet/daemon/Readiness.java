package cygnet.daemon;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service manager that the daemon is ready: sd_notify(3). */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet");

    private Readiness() {}

    /** Sends READY=1 to $NOTIFY_SOCKET, if there is one. */
    static void announce(EventLoop loop) {
        String path = System.getenv("NOTIFY_SOCKET");
        if (path == null || path.isEmpty()) {
            return;
        }
        // A leading @ means the abstract name space, which the kernel writes as a zero octet.
        DomainSocketAddress manager = new DomainSocketAddress(path.startsWith("@") ? "\0" + path.substring(1) : path);
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .register()
                .awaitUninterruptibly()
                .channel();
        channel.writeAndFlush(new DomainDatagramPacket(
                        Unpooled.copiedBuffer("READY=1\n", StandardCharsets.US_ASCII), manager))
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        LOG.warn(
                                "cannot tell the service manager that we are ready: {}",
                                future.cause().getMessage());
                    }
                    channel.close().addListener(closed -> LOG.debug("the service manager knows that we are ready"));
                });
    }
}
