package cygnet.dns;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/**
 * A DNS server on the loopback interface, UDP and TCP, that answers what a test wants it to answer. Answers that are too
 * large for UDP are truncated there.
 */
public final class FakeDnsServer implements AutoCloseable {
    private static final Name LOOP_CHECK = Name.fromConstantString("loop.cygnet.alt.");
    private static final int UDP_WITHOUT_EDNS = 512;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Message> queries = new CopyOnWriteArrayList<>();
    private volatile Responder responder;

    /** How the server answers; runs on the server's thread. */
    @FunctionalInterface
    public interface Responder {
        /** The octets to send, or nothing to stay silent. */
        Optional<byte[]> respond(Message query, boolean overTcp);
    }

    /** Answers with what {@code answer} makes of each query. */
    public FakeDnsServer(Function<Message, Message> answer) {
        this(messages(answer));
    }

    public FakeDnsServer(Responder responder) {
        this.responder = responder;
        DatagramSocket udpSocket = null;
        ServerSocket tcpSocket = null;
        // The same port for both; another one may have taken it meanwhile.
        for (int i = 0; tcpSocket == null; i++) {
            try {
                udpSocket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                tcpSocket = new ServerSocket(udpSocket.getLocalPort(), 50, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                udpSocket.close();
                if (i == 10) {
                    throw new AssertionError(e);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        udp = udpSocket;
        tcp = tcpSocket;
        start("udp", this::serveUdp);
        start("tcp", this::serveTcp);
    }

    public static Responder messages(Function<Message, Message> answer) {
        return (query, overTcp) -> {
            int limit =
                    query.getOPT() == null ? UDP_WITHOUT_EDNS : query.getOPT().getPayloadSize();
            return Optional.of(answer.apply(query).toWire(overTcp ? Message.MAXLENGTH : limit));
        };
    }

    public static Responder silence() {
        return (query, overTcp) -> Optional.empty();
    }

    /** Answers with this code and nothing else. */
    public static Responder refusal(int rcode) {
        return messages(query -> {
            Message answer = new Message(query.getHeader().getID());
            answer.addRecord(query.getQuestion(), Section.QUESTION);
            answer.getHeader().setFlag(Flags.QR);
            answer.getHeader().setRcode(rcode);
            return answer;
        });
    }

    /** As {@code usual}, but {@code special} for one name and type. */
    public static Responder except(String name, int type, Responder special, Responder usual) {
        Name odd = Name.fromConstantString(name);
        return (query, overTcp) ->
                query.getQuestion().getName().equals(odd) && query.getQuestion().getType() == type
                        ? special.respond(query, overTcp)
                        : usual.respond(query, overTcp);
    }

    public void respondWith(Responder other) {
        responder = other;
    }

    public Endpoint endpoint() {
        return new Endpoint(IpAddress.of(udp.getLocalAddress()), udp.getLocalPort());
    }

    /** All of them, but for those by which a resolver looks for loops. */
    public List<Message> queries() {
        return queries.stream()
                .filter(query -> query.getQuestion() == null
                        || !query.getQuestion().getName().subdomain(LOOP_CHECK))
                .toList();
    }

    public long queries(String name, int type) {
        Name wanted = Name.fromConstantString(name);
        return queries.stream()
                .map(Message::getQuestion)
                .filter(question -> question.getName().equals(wanted) && question.getType() == type)
                .count();
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Service {
        void run() throws IOException;
    }

    private static void start(String name, Service service) {
        Thread thread = new Thread(
                () -> {
                    try {
                        service.run();
                    } catch (SocketException | EOFException e) {
                        // Closed: the test is over, or the client has heard enough.
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                "fake-dns-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serveUdp() throws IOException {
        byte[] buffer = new byte[Message.MAXLENGTH];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
            queries.add(query);
            Optional<byte[]> answer = responder.respond(query, false);
            if (answer.isPresent()) {
                udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
            }
        }
    }

    private void serveTcp() throws IOException {
        while (true) {
            Socket connection = tcp.accept();
            start("connection", () -> serve(connection));
        }
    }

    private void serve(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] octets = new byte[in.readUnsignedShort()];
                in.readFully(octets);
                Message query = new Message(octets);
                queries.add(query);
                Optional<byte[]> answer = responder.respond(query, true);
                if (answer.isPresent()) {
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    out.flush();
                }
            }
        }
    }
}
