package cygnet.dns.resolver;

import cygnet.ike.address.Endpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What an application's stub resolver does: one question, one answer, octet for octet. */
final class StubClient {
    private static final int PATIENCE_MILLIS = 8000;

    private final InetSocketAddress server;

    StubClient(Endpoint server) {
        this.server = new InetSocketAddress(server.address().toInetAddress(), server.port());
    }

    static Message question(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    Message ask(Message query) throws IOException {
        return new Message(askUdp(query.toWire()));
    }

    byte[] askUdp(byte[] query) throws IOException {
        return askUdp(query, PATIENCE_MILLIS).orElseThrow(() -> new AssertionError("no answer"));
    }

    /** Empty if there is no answer for so long. */
    Optional<byte[]> askUdp(byte[] query, int millis) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(millis);
            socket.send(new DatagramPacket(query, query.length, server));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    byte[] askTcp(byte[] query) throws IOException {
        try (Connection connection = connect()) {
            connection.send(query);
            return connection.receive();
        }
    }

    Connection connect() throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        return new Connection(socket);
    }

    /** A connection on which several questions can be asked at once. */
    record Connection(Socket socket) implements AutoCloseable {
        void send(byte[]... queries) throws IOException {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (byte[] query : queries) {
                out.writeShort(query.length);
                out.write(query);
            }
            out.flush();
        }

        byte[] receive() throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
