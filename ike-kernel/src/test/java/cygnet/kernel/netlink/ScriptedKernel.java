package cygnet.kernel.netlink;

import cygnet.crypto.Octets;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Plays the kernel's end of a netlink socket: remembers what is sent to it, and answers as it is told. */
public final class ScriptedKernel implements SocketCalls {
    /** Answers a request by {@link #say}, {@link #ack} and the like. */
    @FunctionalInterface
    public interface Behaviour {
        void hear(NetlinkMessage request, ScriptedKernel kernel);
    }

    private static final int FD = 42;

    private interface Incoming {
        int into(ByteBuffer target);
    }

    private final List<Octets> sent = new ArrayList<>();
    private final Deque<Incoming> incoming = new ArrayDeque<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private int sendCalls;
    private int closeCalls;
    private int socketResult = FD;
    private Behaviour behaviour = (request, kernel) -> kernel.ack(request);

    /** Until told otherwise it says yes to everything. */
    public ScriptedKernel behaving(Behaviour newBehaviour) {
        behaviour = newBehaviour;
        return this;
    }

    /** Lets socket(2) fail. */
    public ScriptedKernel withoutSockets(Errno errno) {
        socketResult = -errno.number();
        return this;
    }

    /** The messages that were sent to the kernel, whole. */
    public List<Octets> sent() {
        return List.copyOf(sent);
    }

    public int sendCalls() {
        return sendCalls;
    }

    public int closeCalls() {
        return closeCalls;
    }

    /** Views of the memory that messages were sent from and received into, as it is now. */
    public List<ByteBuffer> buffers() {
        return List.copyOf(buffers);
    }

    /** Says a message to the listener. */
    public void say(int type, int flags, int sequence, Octets payload) {
        sayRaw(message(type, flags, sequence, payload));
    }

    /** Says something that need not be a message. */
    public void sayRaw(Octets datagram) {
        incoming.add(target -> {
            buffers.add(target);
            Octets fitting = datagram.first(Math.min(datagram.length(), target.limit()));
            target.put(0, fitting.toByteArray());
            return datagram.length();
        });
    }

    /** Lets the next recv(2) fail. */
    public void fail(Errno errno) {
        incoming.add(target -> -errno.number());
    }

    /** Says yes. */
    public void ack(NetlinkMessage request) {
        refuse(request, 0, "");
    }

    /** Says no, as with NETLINK_CAP_ACK and NETLINK_EXT_ACK. */
    public void refuse(NetlinkMessage request, Errno errno, String explanation) {
        refuse(request, errno.number(), explanation);
    }

    private void refuse(NetlinkMessage request, int errno, String explanation) {
        Octets refusal = Octets.concat(
                nativeInt(-errno),
                nativeInt(16 + request.payload().limit()),
                nativeInt(0),
                nativeInt(request.sequence()),
                nativeInt(0));
        if (explanation.isEmpty()) {
            say(NetlinkMessage.ERROR, 0x100, request.sequence(), refusal);
        } else {
            Octets text = Octets.of((explanation + "\0").getBytes(StandardCharsets.UTF_8));
            say(NetlinkMessage.ERROR, 0x300, request.sequence(), Octets.concat(refusal, attribute(1, text)));
        }
    }

    /** A whole message. */
    public static Octets message(int type, int flags, int sequence, Octets payload) {
        return Octets.concat(
                nativeInt(16 + payload.length()),
                nativeShorts(type, flags),
                nativeInt(sequence),
                nativeInt(0),
                payload);
    }

    /** An attribute, padded. */
    public static Octets attribute(int type, Octets payload) {
        Octets padding = Octets.of(new byte[-payload.length() & 3]);
        return Octets.concat(nativeShorts(4 + payload.length(), type), payload, padding);
    }

    public static Octets nativeInt(int value) {
        return Octets.of(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array());
    }

    private static Octets nativeShorts(int first, int second) {
        return Octets.of(ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putShort((short) first)
                .putShort((short) second)
                .array());
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return socketResult;
    }

    @Override
    public int bind(int fd, byte[] address) {
        return 0;
    }

    @Override
    public int setOption(int fd, int level, int option, byte[] value) {
        return 0;
    }

    @Override
    public int send(int fd, ByteBuffer message, int flags) {
        sendCalls++;
        buffers.add(message);
        try {
            for (NetlinkMessage request : NetlinkMessage.decodeAll(message)) {
                byte[] payload = new byte[request.payload().limit()];
                request.payload().get(0, payload);
                sent.add(message(request.type(), request.flags(), request.sequence(), Octets.of(payload)));
                behaviour.hear(request, this);
            }
        } catch (KernelException e) {
            throw new AssertionError("sent what is no message", e);
        }
        return message.limit();
    }

    @Override
    public int receive(int fd, ByteBuffer target, int flags) {
        Incoming next = incoming.poll();
        return next == null ? -Errno.EAGAIN.number() : next.into(target);
    }

    @Override
    public int close(int fd) {
        closeCalls++;
        return 0;
    }
}
