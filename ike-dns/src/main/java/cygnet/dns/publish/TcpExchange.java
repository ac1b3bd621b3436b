package cygnet.dns.publish;

import cygnet.ike.address.Endpoint;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One message over TCP and the answer (RFC 7766 section 8), on a connection of its own: one that was kept from earlier may
 * be bound to an address that this host has no longer, and publishing is for just that moment.
 */
final class TcpExchange {
    private TcpExchange() {}

    /** @param timeout for connecting, and then for each wait */
    static byte[] send(Endpoint server, byte[] message, Duration timeout) throws IOException {
        int patience = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.address().toInetAddress(), server.port()), patience);
            socket.setSoTimeout(patience);
            ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + message.length)
                    .putShort((short) message.length)
                    .put(message);
            OutputStream out = socket.getOutputStream();
            out.write(framed.array());
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        }
    }
}
