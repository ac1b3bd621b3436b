package cygnet.kernel.pfkey;

import cygnet.crypto.Octets;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays the kernel's end of PF_KEY sockets: remembers what is sent, and answers as it is told. */
final class ScriptedPfkey implements SocketCalls {
    /** Answers a request that came by a socket. */
    @FunctionalInterface
    interface Behaviour {
        void hear(int fd, Octets request, ScriptedPfkey kernel);
    }

    private static final int FIRST_FD = 40;

    private final List<Octets> sent = new ArrayList<>();
    private final Map<Integer, Deque<Octets>> incoming = new HashMap<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private int nextFd = FIRST_FD;
    private int socketResult;
    private Behaviour behaviour = (fd, request, kernel) -> kernel.say(fd, request);

    /** Until told otherwise it says yes to everything. */
    ScriptedPfkey behaving(Behaviour newBehaviour) {
        behaviour = newBehaviour;
        return this;
    }

    ScriptedPfkey without(Errno errno) {
        socketResult = -errno.number();
        return this;
    }

    /** The messages that were sent, with 0 for sequence number and sender. */
    List<Octets> sent() {
        return sent.stream().map(message -> addressed(message, 0, 0)).toList();
    }

    List<Octets> sentWhole() {
        return List.copyOf(sent);
    }

    List<ByteBuffer> buffers() {
        return List.copyOf(buffers);
    }

    List<Integer> closed() {
        return List.copyOf(closed);
    }

    void say(int fd, Octets message) {
        incoming.computeIfAbsent(fd, f -> new ArrayDeque<>()).add(message);
    }

    /** Says a captured message as an answer to a request. */
    void answer(int fd, Octets request, Octets answer) {
        say(fd, addressed(answer, sequence(request), sender(request)));
    }

    /** As the kernel answers a dump: messages count, and the last one has the number 0. */
    void answerDump(int fd, Octets request, List<Octets> answers) {
        answers.forEach(answer -> say(fd, addressed(answer, sequence(answer), sender(request))));
    }

    void refuse(int fd, Octets request, Errno errno) {
        byte[] header = request.first(16).toByteArray();
        header[2] = (byte) errno.number();
        header[4] = 2;
        header[5] = 0;
        say(fd, Octets.of(header));
    }

    static int type(Octets message) {
        return message.toByteArray()[1] & 0xff;
    }

    static int sequence(Octets message) {
        return wrap(message.toByteArray()).getInt(8);
    }

    private static int sender(Octets message) {
        return wrap(message.toByteArray()).getInt(12);
    }

    static Octets addressed(Octets message, int sequence, int sender) {
        byte[] octets = message.toByteArray();
        wrap(octets).putInt(8, sequence).putInt(12, sender);
        return Octets.of(octets);
    }

    private static ByteBuffer wrap(byte[] octets) {
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return socketResult < 0 ? socketResult : nextFd++;
    }

    @Override
    public int bind(int fd, byte[] address) {
        throw new AssertionError("PF_KEY sockets are not bound");
    }

    @Override
    public int setOption(int fd, int level, int option, byte[] value) {
        return 0;
    }

    @Override
    public int send(int fd, ByteBuffer message, int flags) {
        buffers.add(message);
        byte[] octets = new byte[message.limit()];
        message.get(0, octets);
        Octets request = Octets.of(octets);
        sent.add(request);
        behaviour.hear(fd, request, this);
        return octets.length;
    }

    @Override
    public int receive(int fd, ByteBuffer target, int flags) {
        buffers.add(target);
        Octets next = incoming.getOrDefault(fd, new ArrayDeque<>()).poll();
        if (next == null) {
            return -Errno.EAGAIN.number();
        }
        target.put(0, next.first(Math.min(next.length(), target.limit())).toByteArray());
        return next.length();
    }

    @Override
    public int close(int fd) {
        closed.add(fd);
        return 0;
    }
}
