package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.kernel.KernelEvents;
import cygnet.kernel.KernelException;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import cygnet.kernel.socket.KernelSocket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@link KernelEvents} of PF_KEY. Its messages tell less than netlink's: for an ACQUIRE the policy is asked for, and for a
 * changed mapping the SA. Of a packet that waits, only the addresses are known.
 */
public final class PfkeyEvents implements KernelEvents {
    /** Far from the kernel's and from those of {@link PfkeyKernel}. */
    private static final int FIRST_SEQUENCE = 0xc000_0000;

    /** A queue that held as many may have been full, which nobody tells. */
    private static final int MANY = 2048;

    private final KernelSocket socket;
    private final Conversation conversation;
    private final ReqidTable reqids;

    private PfkeyEvents(KernelSocket socket, Conversation conversation, ReqidTable reqids) {
        this.socket = socket;
        this.conversation = conversation;
        this.reqids = reqids;
    }

    static PfkeyEvents open(SocketCalls calls, ReqidTable reqids) throws KernelException {
        Conversation conversation = Conversation.open(calls, FIRST_SEQUENCE);
        try {
            KernelSocket socket = PfkeySocket.open(calls);
            try {
                for (IpsecProtocol protocol : IpsecProtocol.values()) {
                    register(socket, protocol);
                }
                return new PfkeyEvents(socket, conversation, reqids);
            } catch (KernelException e) {
                socket.close();
                throw e;
            }
        } catch (KernelException e) {
            conversation.close();
            throw e;
        }
    }

    /** The kernel tries all algorithms that it knows before it answers, which loads their modules. */
    private static void register(KernelSocket socket, IpsecProtocol protocol) throws KernelException {
        PfkeyWriter writer = new PfkeyWriter();
        int sender = (int) ProcessHandle.current().pid();
        writer.begin(SaMessages.register(protocol), FIRST_SEQUENCE, sender);
        socket.send(writer.written());
        while (true) {
            int octets = socket.receive(true);
            if (octets < 0) {
                throw KernelSocket.failure("register for the kernel's events", octets);
            }
            PfkeyMessage message = PfkeyMessage.decode(socket.received(octets));
            if (message.type() == PfkeyNumbers.MSG_REGISTER && message.sender() == sender) {
                if (message.error() != 0) {
                    throw KernelSocket.failure("register for the kernel's events", -message.error());
                }
                return;
            }
        }
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public void drain(Consumer<KernelEvent> consumer) throws KernelException {
        Set<Notice> notices = new LinkedHashSet<>();
        boolean lost = false;
        int messages = 0;
        int octets = socket.receive(false);
        while (octets >= 0) {
            messages++;
            try {
                Notice.decode(PfkeyMessage.decode(socket.received(octets))).ifPresent(notices::add);
            } catch (KernelException e) {
                // What cannot be read is as good as lost, and no reason to stop listening.
                lost = true;
            } finally {
                socket.wipe(octets);
            }
            octets = socket.receive(false);
        }
        if (!Errno.EAGAIN.is(-octets)) {
            throw KernelSocket.failure("hear the kernel's events", octets);
        }
        for (Notice notice : notices) {
            tell(notice).ifPresent(consumer);
        }
        if (lost || messages >= MANY) {
            consumer.accept(new KernelEvent.EventsLost());
        }
    }

    private Optional<? extends KernelEvent> tell(Notice notice) throws KernelException {
        if (notice instanceof Notice.Expire expire) {
            return Optional.of(new KernelEvent.Expire(expire.id(), expire.hard()));
        }
        if (notice instanceof Notice.Acquire acquire) {
            return policyOf(acquire)
                    .map(policy -> new KernelEvent.Acquire(
                            policy.flow(acquire.source(), acquire.destination()),
                            policy.policy().selector(),
                            policy.policy().action() instanceof Protect protect ? protect.reqid() : 0,
                            acquire.sequence()));
        }
        Notice.Mapping mapping = (Notice.Mapping) notice;
        return conversation.dump(SaMessages.dump(), SadEntry::decode).stream()
                .filter(sa -> sa.encapsulated()
                        && sa.spi() == mapping.spi().value()
                        && sa.source().equals(mapping.oldSource()))
                .flatMap(sa -> sa.id().stream())
                .findFirst()
                .map(id -> new KernelEvent.MappingChanged(id, mapping.newSource()));
    }

    /** Empty if no policy wants this any more. If the policy has been replaced since, another one waits for the same SA. */
    private Optional<SpdEntry> policyOf(Notice.Acquire acquire) throws KernelException {
        List<SpdEntry> named = new ArrayList<>();
        conversation.request(
                PolicyMessages.query(acquire.policyIndex()),
                message -> SpdEntry.decode(message).ifPresent(named::add));
        boolean same = named.stream().anyMatch(policy -> isFor(policy, acquire));
        List<SpdEntry> candidates = same ? named : conversation.dump(PolicyMessages.dump(), SpdEntry::decode);
        return candidates.stream()
                .filter(policy -> isFor(policy, acquire))
                .min(Comparator.comparingLong(
                        policy -> Integer.toUnsignedLong(policy.policy().priority())))
                .map(policy -> policy.withReqid(reqids.original(policy.standIn())));
    }

    private static boolean isFor(SpdEntry policy, Notice.Acquire acquire) {
        return policy.protects(Direction.OUTBOUND) && policy.covers(acquire.source(), acquire.destination());
    }

    @Override
    public void close() {
        socket.close();
        conversation.close();
    }
}
