package cygnet.kernel.xfrm;

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
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.CommandText;
import cygnet.kernel.Kernel;
import cygnet.kernel.KernelException;
import cygnet.kernel.KernelInventory;
import cygnet.kernel.LastUses;
import cygnet.kernel.ffi.SocketCalls;
import cygnet.kernel.netlink.NetlinkError;
import cygnet.kernel.netlink.NetlinkRequest;
import cygnet.kernel.netlink.RequestSocket;
import cygnet.kernel.socket.Errno;
import cygnet.kernel.xfrm.InventoryDecoder.SadEntry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Kernel} by XFRM netlink. */
public final class XfrmKernel implements Kernel {
    private final RequestSocket socket;
    private final InstantSource clock;
    private final LastUses uses = new LastUses();

    private XfrmKernel(RequestSocket socket, InstantSource clock) {
        this.socket = socket;
        this.clock = clock;
    }

    /**
     * Opens the SAD and SPD of the calling thread's network namespace.
     *
     * @param clock the system's wall clock, which the kernel tells the time of last use by
     * @throws KernelException if the kernel has no XFRM
     */
    public static XfrmKernel open(SocketCalls calls, InstantSource clock) throws KernelException {
        return new XfrmKernel(RequestSocket.open(calls, XfrmNumbers.NETLINK_XFRM), clock);
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

    private KernelResult perform(int index, KernelCommand command) {
        try {
            if (command instanceof AllocateSpi allocate) {
                return allocateSpi(index, allocate);
            }
            if (command instanceof QuerySa query) {
                return query(index, query);
            }
            if (command instanceof AddSa add) {
                return result(index, command, add(add.sa()));
            }
            if (command instanceof MoveSa move) {
                return result(index, command, move(move));
            }
            return result(index, command, request(plainRequest(command)));
        } catch (KernelException | IllegalArgumentException e) {
            return failed(index, command, e);
        }
    }

    private KernelResult allocateSpi(int index, AllocateSpi command) throws KernelException {
        List<Spi> spis = new ArrayList<>();
        Optional<NetlinkError> error = socket.request(
                SaRequests.allocateSpi(command),
                answer -> InventoryDecoder.sa(answer)
                        .ifPresent(sa -> spis.add(sa.id().spi())));
        if (error.isPresent()) {
            return new KernelResult.Failed(index, FailureText.of(command, error.get()));
        }
        if (spis.isEmpty()) {
            throw new KernelException("the kernel named no SPI");
        }
        return new KernelResult.SpiAllocated(spis.get(0));
    }

    private KernelResult query(int index, QuerySa command) throws KernelException {
        List<KernelResult> usages = new ArrayList<>();
        Optional<NetlinkError> error = socket.request(
                SaRequests.query(command.id()),
                answer -> usages.add(InventoryDecoder.usage(command.id(), answer, clock.instant(), uses)));
        if (error.isPresent()) {
            return new KernelResult.Failed(index, FailureText.of(command, error.get()));
        }
        if (usages.isEmpty()) {
            throw new KernelException("the kernel told nothing");
        }
        return usages.get(0);
    }

    /** Inbound, the larval SA may have expired meanwhile: then the SA is new to the kernel. */
    private Optional<NetlinkError> add(SecurityAssociation sa) throws KernelException {
        if (sa.direction() == Direction.INBOUND) {
            Optional<NetlinkError> error = request(SaRequests.replaceLarval(sa));
            if (error.isEmpty() || !error.get().is(Errno.ESRCH)) {
                return error;
            }
        }
        return request(SaRequests.add(sa));
    }

    /**
     * Ports are changed in place. Addresses are part of an SA's name, so the SA is copied: where it can be, the copy is there
     * before the original goes.
     */
    private Optional<NetlinkError> move(MoveSa move) throws KernelException {
        uses.forget(move.id());
        List<SaCopy> copies = new ArrayList<>();
        Optional<NetlinkError> error =
                socket.request(SaRequests.query(move.id()), answer -> copies.add(SaCopy.of(answer)));
        if (error.isPresent()) {
            return error;
        }
        if (copies.isEmpty()) {
            throw new KernelException("the kernel told nothing");
        }
        try (SaCopy copy = copies.get(0)) {
            if (copy.staysInPlace(move.to())) {
                return request(copy.update(move.to()));
            }
            NetlinkRequest delete = SaRequests.delete(move.id());
            NetlinkRequest add = copy.add(move.to());
            boolean sameName = move.id().equals(move.to().id());
            Optional<NetlinkError> refused = request(sameName ? delete : add);
            return refused.isPresent() ? refused : request(sameName ? add : delete);
        }
    }

    private Optional<NetlinkError> request(NetlinkRequest request) throws KernelException {
        return socket.request(request, answer -> {});
    }

    @Override
    public List<KernelResult> performEach(List<KernelCommand> commands) {
        List<KernelResult> results = new ArrayList<>(commands.size());
        Batch batch = new Batch();
        for (KernelCommand command : commands) {
            if (isPlain(command)) {
                batch.add(command);
            } else {
                batch.performInto(results);
                results.add(perform(results.size(), command));
            }
        }
        batch.performInto(results);
        return results;
    }

    /** Commands in a row that take one request each and have no answer but the ACK. */
    private final class Batch {
        private final List<KernelCommand> commands = new ArrayList<>();

        void add(KernelCommand command) {
            commands.add(command);
        }

        /** Adds a result for each command and forgets the commands. */
        void performInto(List<KernelResult> results) {
            int first = results.size();
            try {
                List<NetlinkRequest> requests = new ArrayList<>();
                for (KernelCommand command : commands) {
                    requests.add(plainRequest(command));
                }
                List<Optional<NetlinkError>> errors = socket.requestAll(requests);
                for (int i = 0; i < commands.size(); i++) {
                    results.add(result(first + i, commands.get(i), errors.get(i)));
                }
            } catch (KernelException e) {
                for (int i = 0; i < commands.size(); i++) {
                    results.add(failed(first + i, commands.get(i), e));
                }
            }
            commands.clear();
        }
    }

    private static boolean isPlain(KernelCommand command) {
        return command instanceof DeleteSa
                || command instanceof DeletePolicy
                || (command instanceof PutPolicy put && PolicyRequests.canPut(put.policy()));
    }

    private NetlinkRequest plainRequest(KernelCommand command) {
        if (command instanceof DeleteSa delete) {
            uses.forget(delete.id());
            return SaRequests.delete(delete.id());
        }
        if (command instanceof PutPolicy put) {
            return PolicyRequests.put(put.policy());
        }
        if (command instanceof DeletePolicy delete) {
            return PolicyRequests.delete(delete.selector(), delete.direction());
        }
        throw new IllegalStateException("takes more than a request: " + command);
    }

    private static KernelResult result(int index, KernelCommand command, Optional<NetlinkError> error) {
        if (error.isEmpty() || isGoneAlready(command, error.get())) {
            return new KernelResult.Done();
        }
        return new KernelResult.Failed(index, FailureText.of(command, error.get()));
    }

    private static boolean isGoneAlready(KernelCommand command, NetlinkError error) {
        return (command instanceof DeleteSa && error.is(Errno.ESRCH))
                || (command instanceof DeletePolicy && error.is(Errno.ENOENT));
    }

    private static KernelResult.Failed failed(int index, KernelCommand command, Exception cause) {
        return new KernelResult.Failed(index, CommandText.describe(command) + ": " + cause.getMessage());
    }

    @Override
    public KernelInventory inventory() throws KernelException {
        List<SadEntry> entries = socket.dump(SaRequests.dump(), SadEntry::decode);
        return new KernelInventory(
                entries.stream().flatMap(entry -> entry.sa().stream()).toList(),
                entries.stream().flatMap(entry -> entry.heldFlow().stream()).toList(),
                socket.dump(PolicyRequests.dump(), InventoryDecoder::policy));
    }

    @Override
    public Map<SaId, KernelResult.Usage> usages() throws KernelException {
        Instant now = clock.instant();
        Map<SaId, KernelResult.Usage> usages = new HashMap<>();
        socket.dump(SaRequests.dump(), message -> InventoryDecoder.usage(message, now, uses))
                .forEach(sa -> usages.put(sa.getKey(), sa.getValue()));
        uses.retain(usages.keySet());
        return usages;
    }

    @Override
    public void close() {
        socket.close();
    }
}
