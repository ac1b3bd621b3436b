package cygnet.kernel.pfkey;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import cygnet.kernel.socket.KernelSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the kernel and waits for its answers. Requests may carry keys and so may answers, hence the buffers are overwritten
 * after each use.
 *
 * <p>Not thread-safe.
 */
final class Conversation implements AutoCloseable {
    /** Takes the message that answers a request. */
    @FunctionalInterface
    interface Answer {
        void accept(PfkeyMessage message) throws KernelException;
    }

    /** Makes something of one message of a dump, or nothing. */
    @FunctionalInterface
    interface Decoder<T> {
        Optional<T> decode(PfkeyMessage message) throws KernelException;
    }

    private final KernelSocket socket;
    private final PfkeyWriter writer = new PfkeyWriter();
    /** In a message each process names itself (RFC 2367 section 2.1). */
    private final int sender = (int) ProcessHandle.current().pid();

    private int nextSequence;

    private Conversation(KernelSocket socket, int firstSequence) {
        this.socket = socket;
        this.nextSequence = firstSequence;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @param firstSequence its requests count from here, and those of no other socket of this process; far from where the
     *     kernel counts its ACQUIREs, since a sequence number that equals one is taken for an answer to it
     * @throws KernelException if there is no PF_KEY
     */
    static Conversation open(SocketCalls calls, int firstSequence) throws KernelException {
        return new Conversation(PfkeySocket.open(calls), firstSequence);
    }

    /**
     * Makes a request and waits for its answer.
     *
     * @param answer gets what the kernel answers if it does not refuse
     * @return the errno of a refusal, or 0
     * @throws KernelException if it does not answer
     */
    int request(PfkeyRequest request, Answer answer) throws KernelException {
        int sequence = request.sequence().orElseGet(() -> nextSequence++);
        send(request, sequence);
        while (true) {
            int octets = socket.await();
            try {
                PfkeyMessage message = PfkeyMessage.decode(socket.received(octets));
                if (message.type() == request.type() && message.sequence() == sequence && message.sender() == sender) {
                    if (message.error() == 0) {
                        answer.accept(message);
                    }
                    return message.error();
                }
            } finally {
                socket.wipe(octets);
            }
        }
    }

    /**
     * Asks for a dump. Its messages count, and the last one has the number 0.
     *
     * @throws KernelException if the kernel refuses or does not answer
     */
    <T> List<T> dump(PfkeyRequest request, Decoder<T> decoder) throws KernelException {
        send(request, nextSequence++);
        List<T> found = new ArrayList<>();
        while (true) {
            int octets = socket.await();
            try {
                PfkeyMessage message = PfkeyMessage.decode(socket.received(octets));
                if (message.type() != request.type() || message.sender() != sender) {
                    continue;
                }
                if (Errno.ENOENT.is(message.error())) {
                    return found;
                }
                if (message.error() != 0) {
                    throw KernelSocket.failure("read a list of the kernel", -message.error());
                }
                decoder.decode(message).ifPresent(found::add);
                if (message.sequence() == 0) {
                    return found;
                }
            } finally {
                socket.wipe(octets);
            }
        }
    }

    /** What has come unasked meanwhile is thrown away: it fills the queue that the answer needs. */
    private void send(PfkeyRequest request, int sequence) throws KernelException {
        int octets = socket.receive(false);
        while (octets >= 0) {
            socket.wipe(octets);
            octets = socket.receive(false);
        }
        try {
            writer.begin(request, sequence, sender);
            request.body().accept(writer);
            socket.send(writer.written());
        } finally {
            writer.wipe();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
