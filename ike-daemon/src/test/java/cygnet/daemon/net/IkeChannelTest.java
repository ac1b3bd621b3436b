package cygnet.daemon.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.daemon.selftest.SocketTest;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback interface. */
final class IkeChannelTest {
    private static final Endpoint ANY_PORT = new Endpoint(IpAddress.parse("127.0.0.1"), 0);
    private static final Octets HELLO = Octets.ofAscii("hello");

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<Octets> received = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    }

    @Test
    void aDatagramArrivesAsItWasSent() throws Exception {
        IkeChannel from = open(false);
        IkeChannel to = open(false);

        from.send(to.local(), HELLO).sync();

        assertThat(received.poll(10, SECONDS)).isEqualTo(HELLO);
    }

    @Test
    void theNonEspMarkerIsAddedAndTakenOff() throws Exception {
        IkeChannel channel = open(true);
        try (DatagramSocket peer =
                new DatagramSocket(new InetSocketAddress(ANY_PORT.address().toInetAddress(), 0))) {
            peer.setSoTimeout(10_000);
            channel.send(new Endpoint(ANY_PORT.address(), peer.getLocalPort()), HELLO)
                    .sync();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);

            assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).isEqualTo(marked("hello"));

            peer.send(new DatagramPacket(packet.getData(), packet.getLength(), packet.getSocketAddress()));

            assertThat(received.poll(10, SECONDS)).isEqualTo(HELLO);
        }
    }

    /** RFC 3948 section 2.3. */
    @Test
    void aKeepaliveIsOneOctetWithoutMarker() throws Exception {
        IkeChannel channel = open(true);
        try (DatagramSocket peer =
                new DatagramSocket(new InetSocketAddress(ANY_PORT.address().toInetAddress(), 0))) {
            peer.setSoTimeout(10_000);
            channel.keepAlive(new Endpoint(ANY_PORT.address(), peer.getLocalPort()))
                    .sync();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);

            assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).containsExactly(0xff);
        }
    }

    @Test
    void whatIsNotIkeIsPassedOver() throws Exception {
        IkeChannel channel = open(true);
        try (DatagramSocket peer =
                new DatagramSocket(new InetSocketAddress(ANY_PORT.address().toInetAddress(), 0))) {
            InetSocketAddress there = new InetSocketAddress(
                    ANY_PORT.address().toInetAddress(), channel.local().port());
            byte[] keepalive = {(byte) 0xff};
            byte[] esp = {1, 2, 3, 4, 0, 0, 0, 1};
            for (byte[] datagram : new byte[][] {keepalive, esp, {}, marked("hello")}) {
                peer.send(new DatagramPacket(datagram, datagram.length, there));
            }

            assertThat(received.poll(10, SECONDS)).isEqualTo(HELLO);
            assertThat(received).isEmpty();
        }
    }

    @Test
    void theTestOfSocketsPassesWhereThereIsALoopbackInterface() throws Exception {
        assertThat(new SocketTest(group.next()).run()).isEmpty();
    }

    private IkeChannel open(boolean marked) throws Exception {
        IkeChannel channel =
                IkeChannel.open(group.next(), ANY_PORT, marked, (local, remote, octets) -> received.add(octets));
        channel.bound().sync();
        return channel;
    }

    private static byte[] marked(String text) {
        return ("\0\0\0\0" + text).getBytes(US_ASCII);
    }
}
