package cygnet.daemon.net;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads datagrams of one socket; on the NAT traversal port it takes the non-ESP marker off (RFC 3948 section 2.2). */
final class DatagramReader extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramReader.class);
    private static final int NON_ESP_MARKER_OCTETS = 4;

    private final Endpoint local;
    private final boolean marked;
    private final DatagramSink sink;

    DatagramReader(Endpoint local, boolean marked, DatagramSink sink) {
        this.local = local;
        this.marked = marked;
        this.sink = sink;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        if (marked) {
            // Anything else on this port is ESP or a keepalive, which the kernel takes for itself.
            if (content.readableBytes() < NON_ESP_MARKER_OCTETS || content.readInt() != 0) {
                return;
            }
        }
        byte[] octets = new byte[content.readableBytes()];
        content.readBytes(octets);
        Endpoint remote = new Endpoint(
                IpAddress.of(packet.sender().getAddress()), packet.sender().getPort());
        sink.received(local, remote, Octets.owning(octets));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // An ICMP error on an earlier datagram shows up here; nothing unprotected may end an exchange (RFC 7296 2.21).
        LOG.debug("socket {}: {}", local, cause.toString());
    }
}
