package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** A blocking client of the control socket. For one thread. */
public final class ViciClient implements AutoCloseable {
    private final SocketChannel channel;
    private final SegmentReader reader = new SegmentReader();
    private final Deque<Octets> segments = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    private ViciClient(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Connects to a daemon's socket.
     *
     * @throws IOException if nobody listens there, or we may not connect
     */
    public static ViciClient connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new ViciClient(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Executes a command and waits for its answer; events are passed over.
     *
     * @throws ViciException if the daemon does not know the command, or breaks the protocol
     */
    public ViciMessage request(String command, ViciMessage message) throws IOException, ViciException {
        return request(command, message, event -> {});
    }

    /** Executes a command that tells of its work, or lists something, in events of one name. */
    public ViciMessage stream(String command, ViciMessage message, String event, Consumer<ViciMessage> events)
            throws IOException, ViciException {
        register(event);
        return request(command, message, e -> {
            if (e.name().equals(event)) {
                events.accept(e.message());
            }
        });
    }

    private ViciMessage request(String command, ViciMessage message, Consumer<ViciPacket.Event> events)
            throws IOException, ViciException {
        send(new ViciPacket.CmdRequest(command, message));
        ViciPacket answer = answer(events);
        if (answer instanceof ViciPacket.CmdResponse response) {
            return response.message();
        }
        throw new ViciException("the daemon does not know the command " + command);
    }

    /** Asks for events of that name, which then come with {@link #nextEvent}. */
    public void register(String event) throws IOException, ViciException {
        send(new ViciPacket.EventRegister(event));
        if (!(answer(e -> {}) instanceof ViciPacket.EventConfirm)) {
            throw new ViciException("the daemon does not know the event " + event);
        }
    }

    /** Waits for an event. */
    public ViciPacket.Event nextEvent() throws IOException, ViciException {
        while (true) {
            if (receive() instanceof ViciPacket.Event event) {
                return event;
            }
        }
    }

    private ViciPacket answer(Consumer<ViciPacket.Event> events) throws IOException, ViciException {
        while (true) {
            ViciPacket packet = receive();
            if (!(packet instanceof ViciPacket.Event event)) {
                return packet;
            }
            events.accept(event);
        }
    }

    /** Sends any packet; answers come with {@link #receive}. */
    void send(ViciPacket packet) throws IOException {
        ByteBuffer octets = packet.segment().asByteBuffer();
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    ViciPacket receive() throws IOException, ViciException {
        try {
            while (segments.isEmpty()) {
                if (channel.read(buffer.clear()) < 0) {
                    throw new EOFException("the daemon closed the connection");
                }
                segments.addAll(reader.read(buffer.flip()));
            }
            return ViciPacket.decode(segments.remove());
        } catch (MalformedViciException e) {
            throw new ViciException("the daemon sent " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
