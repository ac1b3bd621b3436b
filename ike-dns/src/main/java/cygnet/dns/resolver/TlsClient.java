package cygnet.dns.resolver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS on a connection to a name server (RFC 7858), by the JDK's engine. The certificate must be valid and hold the
 * configured name (RFC 8310 section 8.1); the connection counts as active once that is sure, and nothing is sent before.
 */
final class TlsClient extends ChannelDuplexHandler {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final SSLEngine engine;
    private ByteBuffer received;
    private boolean active;

    private TlsClient(SSLEngine engine) {
        this.engine = engine;
        this.received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    /** @param name what the server's certificate must hold */
    static TlsClient to(InetSocketAddress server, String name, SSLContext context) {
        SSLEngine engine = context.createSSLEngine(name, server.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(VERSIONS);
        parameters.setServerNames(List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        return new TlsClient(engine);
    }

    /** Trusts the certification authorities that the Java runtime trusts. */
    static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws SSLException {
        engine.beginHandshake();
        proceed(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws SSLException {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable()) {
                int count = Math.min(in.readableBytes(), received.remaining());
                in.readBytes(received.array(), received.position(), count);
                received.position(received.position() + count);
                proceed(context);
                if (count == 0 && !received.hasRemaining()) {
                    throw new SSLException("a TLS record that is too large");
                }
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws SSLException {
        ByteBuf plain = (ByteBuf) message;
        try {
            ByteBuffer source = plain.nioBuffer();
            ByteBuf records = Unpooled.buffer();
            while (source.hasRemaining()) {
                wrap(source, records);
            }
            context.write(records, promise).addListener(Sockets.NOTED);
        } finally {
            plain.release();
        }
    }

    /** Does what the engine wants, as long as there is something to do it with. */
    private void proceed(ChannelHandlerContext context) throws SSLException {
        boolean progress = true;
        while (progress) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> sendHandshake(context);
                default -> progress = unwrap(context);
            }
        }
        if (!active && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
            active = true;
            context.fireChannelActive();
        }
    }

    /** Some milliseconds, once in the life of a connection that lasts. */
    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    private void sendHandshake(ChannelHandlerContext context) throws SSLException {
        ByteBuf records = Unpooled.buffer();
        wrap(ByteBuffer.allocate(0), records);
        context.writeAndFlush(records).addListener(Sockets.NOTED);
    }

    private void wrap(ByteBuffer source, ByteBuf records) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        if (engine.wrap(source, record).getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("the TLS session has ended");
        }
        records.writeBytes(record.flip());
    }

    /** Whether there was a whole record. */
    private boolean unwrap(ChannelHandlerContext context) throws SSLException {
        received.flip();
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, plain);
        } finally {
            received.compact();
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            Sockets.close(context.channel());
            return false;
        }
        if (plain.flip().hasRemaining()) {
            context.fireChannelRead(Unpooled.wrappedBuffer(plain));
        }
        return result.getStatus() == SSLEngineResult.Status.OK && result.bytesConsumed() > 0;
    }
}
