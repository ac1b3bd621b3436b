package cygnet.kernel.netlink;

import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.KernelSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the kernel and waits for its answers. Requests may carry keys and so may answers, hence the buffers are
 * overwritten after each use.
 *
 * <p>Not thread-safe.
 */
public final class RequestSocket implements AutoCloseable {
    private static final int SEND_OCTETS = 64 * 1024;
    /** So many ACKs fit the default receive queue of a socket (212,992 octets) several times. */
    private static final int BATCH = 64;

    private static final int DUMP_ATTEMPTS = 5;

    /** Takes a message that answers a request. */
    @FunctionalInterface
    public interface Answer {
        void accept(NetlinkMessage message) throws KernelException;
    }

    /** Makes something of one message of a dump, or nothing. */
    @FunctionalInterface
    public interface Decoder<T> {
        Optional<T> decode(NetlinkMessage message) throws KernelException;
    }

    private final KernelSocket socket;
    private final MessageWriter writer = new MessageWriter(SEND_OCTETS);
    private int lastSequence;

    private RequestSocket(KernelSocket socket) {
        this.socket = socket;
    }

    /**
     * Opens a socket in the network namespace of the calling thread.
     *
     * @param protocol such as NETLINK_XFRM
     * @throws KernelException if there is no such protocol
     */
    public static RequestSocket open(SocketCalls calls, int protocol) throws KernelException {
        return new RequestSocket(NetlinkSocket.forRequests(calls, protocol));
    }

    /**
     * Makes a request and waits for its end.
     *
     * @param answer gets what the kernel says before the ACK
     * @return why the kernel refused, if it did
     * @throws KernelException if it does not answer
     */
    public Optional<NetlinkError> request(NetlinkRequest request, Answer answer) throws KernelException {
        int sequence = lastSequence + 1;
        send(List.of(request), NetlinkMessage.FLAG_ACK);
        Map<Integer, Optional<NetlinkError>> ends = new HashMap<>();
        while (!ends.containsKey(sequence)) {
            receive(message -> {
                if (message.type() == NetlinkMessage.ERROR) {
                    ends.put(message.sequence(), message.error());
                } else if (message.sequence() == sequence) {
                    answer.accept(message);
                }
            });
        }
        return ends.getOrDefault(sequence, Optional.empty());
    }

    /**
     * Makes requests that have no answer but an ACK, many in one system call. The kernel goes on after a refusal.
     *
     * @return for each request why the kernel refused, if it did
     * @throws KernelException if it does not answer
     */
    public List<Optional<NetlinkError>> requestAll(List<NetlinkRequest> requests) throws KernelException {
        List<Optional<NetlinkError>> results = new ArrayList<>(requests.size());
        for (int from = 0; from < requests.size(); from += BATCH) {
            results.addAll(requestBatch(requests.subList(from, Math.min(from + BATCH, requests.size()))));
        }
        return results;
    }

    private List<Optional<NetlinkError>> requestBatch(List<NetlinkRequest> requests) throws KernelException {
        int first = lastSequence + 1;
        send(requests, NetlinkMessage.FLAG_ACK);
        List<Optional<NetlinkError>> results = new ArrayList<>(requests.size());
        while (results.size() < requests.size()) {
            receive(message -> {
                boolean next = message.sequence() == first + results.size();
                if (next && message.type() == NetlinkMessage.ERROR) {
                    results.add(message.error());
                }
            });
        }
        return results;
    }

    /**
     * Asks for a dump.
     *
     * @throws KernelException if the kernel refuses or does not answer
     */
    public <T> List<T> dump(NetlinkRequest request, Decoder<T> decoder) throws KernelException {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            Dump<T> dump = new Dump<>(lastSequence + 1, decoder);
            send(List.of(request), NetlinkMessage.FLAG_DUMP);
            while (!dump.done) {
                receive(dump::accept);
            }
            if (!dump.interrupted) {
                return dump.found;
            }
        }
        throw new KernelException("cannot read a list of the kernel: it kept changing");
    }

    private static final class Dump<T> {
        private final int sequence;
        private final Decoder<T> decoder;
        private final List<T> found = new ArrayList<>();
        private boolean interrupted;
        private boolean done;

        Dump(int sequence, Decoder<T> decoder) {
            this.sequence = sequence;
            this.decoder = decoder;
        }

        void accept(NetlinkMessage message) throws KernelException {
            if (message.sequence() != sequence) {
                return;
            }
            interrupted |= (message.flags() & NetlinkMessage.FLAG_DUMP_INTERRUPTED) != 0;
            Optional<NetlinkError> error = Optional.empty();
            if (message.type() == NetlinkMessage.DONE) {
                error = message.dumpError();
                done = true;
            } else if (message.type() == NetlinkMessage.ERROR) {
                error = message.error();
                done = true;
            } else {
                decoder.decode(message).ifPresent(found::add);
            }
            if (error.isPresent()) {
                throw KernelSocket.failure(
                        "read a list of the kernel", -error.get().errno());
            }
        }
    }

    private void send(List<NetlinkRequest> requests, int flags) throws KernelException {
        try {
            for (NetlinkRequest request : requests) {
                request.write(writer, flags, ++lastSequence);
            }
            socket.send(writer.written());
        } finally {
            writer.wipe();
        }
    }

    private void receive(Answer answer) throws KernelException {
        int octets = socket.await();
        try {
            for (NetlinkMessage message : NetlinkMessage.decodeAll(socket.received(octets))) {
                answer.accept(message);
            }
        } finally {
            socket.wipe(octets);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
