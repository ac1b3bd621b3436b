package cygnet.dns.publish;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.Message;

/** A name server on the loopback interface, UDP and TCP, that says what a test wants it to say, or closes the connection. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final Function<Message, Optional<Message>> script;

    /** @param script runs on the server's threads */
    ScriptedServer(Function<Message, Optional<Message>> script) throws IOException {
        this.script = script;
        this.tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        start("scripted-tcp", this::serveTcp);
        start("scripted-udp", this::serveUdp);
    }

    Endpoint endpoint() {
        return new Endpoint(IpAddress.of(tcp.getInetAddress()), tcp.getLocalPort());
    }

    private static void start(String name, Service service) {
        Thread thread = new Thread(
                () -> {
                    try {
                        service.serve();
                    } catch (SocketException e) {
                        // Closed: the test is over.
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Service {
        void serve() throws IOException;
    }

    private void serveTcp() throws IOException {
        while (true) {
            try (Socket client = tcp.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                Optional<byte[]> answer = answer(query);
                if (answer.isPresent()) {
                    DataOutputStream out = new DataOutputStream(client.getOutputStream());
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                }
            }
        }
    }

    private void serveUdp() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            udp.receive(packet);
            Optional<byte[]> answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
            if (answer.isPresent()) {
                udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
            }
        }
    }

    private Optional<byte[]> answer(byte[] query) throws IOException {
        return script.apply(new Message(query)).map(Message::toWire);
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
