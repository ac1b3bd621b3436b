package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the queries that come in datagrams. */
final class UdpListener extends SimpleChannelInboundHandler<DatagramPacket> {
    /** The largest query that is taken: far more than any that means well. */
    static final int MOST_OCTETS = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    private final Forwarder forwarder;

    UdpListener(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        if (content.readableBytes() == MOST_OCTETS) {
            return; // Not all of it was read, perhaps.
        }
        byte[] octets = new byte[content.readableBytes()];
        content.readBytes(octets);
        forwarder.receive(octets, new Sender(context.channel(), packet.sender()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A client that has gone away shows up here, by an ICMP error.
        LOG.debug("socket of the resolver: {}", cause.toString());
    }

    private record Sender(Channel channel, InetSocketAddress remote, IpAddress address) implements Client {
        Sender(Channel channel, InetSocketAddress remote) {
            this(channel, remote, IpAddress.of(remote.getAddress()));
        }

        @Override
        public boolean isOverStream() {
            return false;
        }

        @Override
        public void send(byte[] answer) {
            Sockets.send(channel, new DatagramPacket(Unpooled.wrappedBuffer(answer), remote));
        }

        @Override
        public void dropped() {
            // A datagram may get lost: the client will ask again.
        }
    }
}
