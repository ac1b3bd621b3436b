package cygnet.dns.resolver;

import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with sockets whose end nobody waits for. */
final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private Sockets() {}

    static void close(Channel channel) {
        channel.close().addListener(closed -> {
            if (!closed.isSuccess()) {
                LOG.debug("closing {}: {}", channel, reason(closed.cause()));
            }
        });
    }

    /** Sends {@code message}, or loses it: whoever waits for it will ask again. */
    static void send(Channel channel, Object message) {
        channel.writeAndFlush(message).addListener(sent -> {
            if (!sent.isSuccess()) {
                LOG.debug("sending on {}: {}", channel, reason(sent.cause()));
            }
        });
    }

    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
