package cygnet.dns.resolver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with sockets whose end nobody waits for. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /** Notes what has failed; nobody has to do anything about it. */
    static final ChannelFutureListener NOTED = done -> {
        if (!done.isSuccess()) {
            LOG.debug("{}: {}", done.channel(), reason(done.cause()));
        }
    };

    private Sockets() {}

    static void close(Channel channel) {
        channel.close().addListener(NOTED);
    }

    /** Sends {@code message}, or loses it: whoever waits for an answer will ask again. */
    static void send(Channel channel, Object message) {
        channel.writeAndFlush(message).addListener(NOTED);
    }

    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
