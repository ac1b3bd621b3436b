package cygnet.daemon.net;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.Direction;
import cygnet.kernel.SocketExemption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets on the loopback interface. */
final class IkeSocketsTest {
    /** Half of them are for IKE: two addresses with two sockets each. */
    private static final OpenFiles FOR_TWO_ADDRESSES = new OpenFiles(9);

    private static final Octets HELLO = Octets.ofAscii("hello");

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IkeSockets.Ports ports = new IkeSockets.Ports(freePort(), freePort());
    private final IkeSockets sockets =
            new IkeSockets(group.next(), ports, new HarmlessOption(), FOR_TWO_ADDRESSES, (local, remote, octets) -> {});

    /** SO_BROADCAST, which everybody may set. */
    private record HarmlessOption() implements SocketExemption {
        @Override
        public Option option(boolean ipv6, Direction direction) {
            return new Option(1, 6, Octets.of((byte) 1, (byte) 0, (byte) 0, (byte) 0));
        }
    }

    private static int freePort() {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(address(1).toInetAddress(), 0))) {
            return socket.getLocalPort();
        } catch (java.net.SocketException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    }

    private static IpAddress address(int last) {
        return IpAddress.parse("127.0.0." + last);
    }

    private List<String> bind(int... last) throws Exception {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        IntStream.of(last).forEach(n -> addresses.add(address(n)));
        return group.submit(() -> sockets.bind(addresses)).get();
    }

    private boolean isServed(int last) throws Exception {
        try (DatagramSocket peer =
                new DatagramSocket(new InetSocketAddress(address(1).toInetAddress(), 0))) {
            peer.setSoTimeout(1_000);
            Endpoint to = new Endpoint(address(1), peer.getLocalPort());
            group.submit(() -> sockets.send(new Endpoint(address(last), ports.ike()), to, HELLO))
                    .get();
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            peer.receive(packet);
            return packet.getAddress().equals(address(last).toInetAddress());
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void ofMoreAddressesThanThereMayBeSocketsForTheFirstHaveThemAndTheRestAreTold() throws Exception {
        assertThat(bind(11, 12, 13, 14))
                .singleElement()
                .asString()
                .startsWith(
                        "cannot listen on 2 of 4 addresses, such as 127.0.0.13: each takes 2 sockets of this process, and it"
                                + " may have 9 files open (LimitNOFILE in the systemd unit");
        assertThat(isServed(11)).isTrue();
        assertThat(isServed(12)).isTrue();
        assertThat(isServed(13)).isFalse();
    }

    @Test
    void whatIsTheSameAsBeforeIsNotToldAgain() throws Exception {
        bind(11, 12, 13);

        assertThat(bind(11, 12, 13)).isEmpty();
        assertThat(bind(11, 12, 13, 14)).hasSize(1);
    }

    @Test
    void anAddressWithSocketsKeepsThemAndOneThatGoesMakesRoom() throws Exception {
        bind(12, 13);
        bind(11, 12, 13);

        assertThat(isServed(12)).isTrue();
        assertThat(isServed(13)).isTrue();
        assertThat(isServed(11)).isFalse();

        assertThat(bind(11, 13)).isEmpty();
        assertThat(isServed(11)).isTrue();
    }
}
