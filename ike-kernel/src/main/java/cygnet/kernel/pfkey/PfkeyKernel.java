package cygnet.kernel.pfkey;

import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelCommand.AddSa;
import cygnet.ike.ipsec.KernelCommand.AllocateSpi;
import cygnet.ike.ipsec.KernelCommand.DeletePolicy;
import cygnet.ike.ipsec.KernelCommand.DeleteSa;
import cygnet.ike.ipsec.KernelCommand.MoveSa;
import cygnet.ike.ipsec.KernelCommand.PutPolicy;
import cygnet.ike.ipsec.KernelCommand.QuerySa;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Policy.Protect;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.kernel.CommandText;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.LastUses;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.socket.Errno;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@link Kernel} by PF_KEY. What PF_KEY has no words for, or what Linux does wrongly there, is refused with what would do
 * ({@link PfkeyAbilities}); nothing is installed that is less than was asked for.
 */
public final class PfkeyKernel implements Kernel {
    private static final int FIRST_SEQUENCE = 0x8000_0000;

    private final Conversation conversation;
    private final InstantSource clock;
    private final ReqidTable reqids;
    private final LastUses uses = new LastUses();

    private PfkeyKernel(Conversation conversation, InstantSource clock, ReqidTable reqids) {
        this.conversation = conversation;
        this.clock = clock;
        this.reqids = reqids;
    }

    /**
     * Opens the SAD and SPD of the calling thread's network namespace.
     *
     * @param clock by which it is told how long ago SAs were used
     * @throws KernelException if the kernel has no PF_KEY, or for lack of CAP_NET_ADMIN
     */
    public static PfkeyKernel open(SocketCalls calls, InstantSource clock) throws KernelException {
        return open(calls, clock, new ReqidTable());
    }

    static PfkeyKernel open(SocketCalls calls, InstantSource clock, ReqidTable reqids) throws KernelException {
        return new PfkeyKernel(Conversation.open(calls, FIRST_SEQUENCE), clock, reqids);
    }

    /**
     * Begins to listen. To be drained by the thread that uses this kernel: they share what the reqids stand for.
     *
     * @throws KernelException for lack of CAP_NET_ADMIN
     */
    public PfkeyEvents listen(SocketCalls calls) throws KernelException {
        return PfkeyEvents.open(calls, reqids);
    }

    @Override
    public KernelResult perform(List<KernelCommand> commands) {
        for (KernelCommand command : commands.subList(0, Math.max(0, commands.size() - 1))) {
            if (command instanceof AllocateSpi || command instanceof QuerySa) {
                throw new IllegalArgumentException("has an answer but is not last: " + CommandText.describe(command));
            }
        }
        KernelResult result = new KernelResult.Done();
        for (int i = 0; i < commands.size(); i++) {
            result = perform(i, commands.get(i));
            if (result instanceof KernelResult.Failed) {
                return result;
            }
        }
        return result;
    }

    @Override
    public List<KernelResult> performEach(List<KernelCommand> commands) {
        List<KernelResult> results = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            results.add(perform(i, commands.get(i)));
        }
        return results;
    }

    private KernelResult perform(int index, KernelCommand command) {
        try {
            if (command instanceof AllocateSpi allocate) {
                return answered(
                        index,
                        command,
                        SaMessages.allocateSpi(allocate, allocate.reqid() == 0 ? 0 : standIn(allocate.reqid())),
                        message -> SadEntry.decode(message)
                                .flatMap(SadEntry::id)
                                .map(id -> new KernelResult.SpiAllocated(id.spi())));
            }
            if (command instanceof QuerySa query) {
                return answered(
                        index,
                        command,
                        SaMessages.query(query.id(), query.source()),
                        message -> SadEntry.decode(message).map(sa -> usage(query.id(), sa)));
            }
            int error = command instanceof MoveSa move ? move(move) : plain(command);
            return error == 0 || PfkeyFailure.isGoneAlready(command, error)
                    ? new KernelResult.Done()
                    : new KernelResult.Failed(index, PfkeyFailure.text(command, error));
        } catch (KernelException | IllegalArgumentException e) {
            return new KernelResult.Failed(index, CommandText.describe(command) + ": " + e.getMessage());
        }
    }

    private <T extends KernelResult> KernelResult answered(
            int index, KernelCommand command, PfkeyRequest request, Conversation.Decoder<T> decoder)
            throws KernelException {
        List<T> answers = new ArrayList<>();
        int error =
                conversation.request(request, message -> decoder.decode(message).ifPresent(answers::add));
        if (error != 0) {
            return new KernelResult.Failed(index, PfkeyFailure.text(command, error));
        }
        if (answers.isEmpty()) {
            throw new KernelException("the kernel's answer says nothing");
        }
        return answers.get(0);
    }

    private KernelResult.Usage usage(SaId id, SadEntry sa) {
        return new KernelResult.Usage(sa.octets(), sa.packets(), uses.ago(id, sa.packets(), clock.instant()));
    }

    private int plain(KernelCommand command) throws KernelException {
        if (command instanceof AddSa add) {
            return add(add.sa());
        }
        if (command instanceof DeleteSa delete) {
            uses.forget(delete.id());
            return ask(SaMessages.delete(delete.id(), delete.source()));
        }
        if (command instanceof PutPolicy put) {
            int reqid = put.policy().action() instanceof Protect protect ? standIn(protect.reqid()) : 0;
            return ask(PolicyMessages.put(put.policy(), reqid));
        }
        DeletePolicy delete = (DeletePolicy) command;
        return ask(PolicyMessages.delete(delete.selector(), delete.direction()));
    }

    /** Inbound, the larval SA may have expired meanwhile: then the SA is new to the kernel. */
    private int add(SecurityAssociation sa) throws KernelException {
        int reqid = standIn(sa.reqid());
        if (sa.direction() == Direction.INBOUND) {
            int error = ask(SaMessages.replaceLarval(sa, reqid));
            if (!Errno.ESRCH.is(error)) {
                return error;
            }
        }
        return ask(SaMessages.add(sa, reqid));
    }

    private int move(MoveSa move) throws KernelException {
        List<SaUpdate> updates = new ArrayList<>();
        // A source must be in the message although it is not part of an SA's name: any of the same family will do.
        PfkeyRequest query = SaMessages.query(move.id(), move.id().destination());
        int error = conversation.request(query, message -> updates.add(SaUpdate.of(message)));
        if (error != 0) {
            return error;
        }
        try (SaUpdate update = updates.get(0)) {
            return ask(update.to(move.to(), standIn(move.to().reqid())));
        }
    }

    private int ask(PfkeyRequest request) throws KernelException {
        return conversation.request(request, answer -> {});
    }

    private int standIn(int reqid) throws KernelException {
        if (!reqids.canHold(reqid)) {
            Set<Integer> inUse = new HashSet<>();
            conversation.dump(SaMessages.dump(), SadEntry::decode).forEach(sa -> inUse.add(sa.standIn()));
            conversation.dump(PolicyMessages.dump(), SpdEntry::decode).forEach(policy -> inUse.add(policy.standIn()));
            reqids.retain(inUse);
        }
        return reqids.standIn(reqid);
    }

    /** Flows are told without their sequence numbers, which a dump does not have. */
    @Override
    public KernelInventory inventory() throws KernelException {
        List<Optional<SadEntry>> entries =
                conversation.dump(SaMessages.dump(), message -> Optional.of(SadEntry.decode(message)));
        return new InventoryBuilder(reqids)
                .build(
                        entries.stream().flatMap(Optional::stream).toList(),
                        conversation.dump(PolicyMessages.dump(), SpdEntry::decode));
    }

    @Override
    public Map<SaId, KernelResult.Usage> usages() throws KernelException {
        Map<SaId, KernelResult.Usage> usages = new HashMap<>();
        conversation
                .dump(SaMessages.dump(), SadEntry::decode)
                .forEach(sa -> sa.id().ifPresent(id -> usages.put(id, usage(id, sa))));
        uses.retain(usages.keySet());
        return usages;
    }

    @Override
    public void close() {
        conversation.close();
    }
}
