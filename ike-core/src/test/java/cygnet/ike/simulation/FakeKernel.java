package cygnet.ike.simulation;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.address.AddressPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The SAD and SPD of one host, as strict as Linux is: an inbound SA wants its larval entry, an SPI can't be taken twice,
 * an SA serves a policy only if their reqids agree, and a packet that meets a policy without an SA is held while one
 * ACQUIRE is out.
 */
public final class FakeKernel {
    static final int PACKET_OCTETS = 100;
    private static final Duration ACQUIRE_LIFETIME = Duration.ofSeconds(30);

    private final Simulation simulation;
    private final Consumer<KernelEvent> events;
    private final Consumer<EspPacket> wire;
    private final Consumer<Packet> clearWire;
    private final Map<SaId, Entry> sad = new LinkedHashMap<>();
    private final Set<SaId> larval = new LinkedHashSet<>();
    private final Map<SpdKey, Policy> spd = new LinkedHashMap<>();
    /** Policies that end by themselves: which one it is of those that this key has had. */
    private final Map<SpdKey, Integer> temporary = new HashMap<>();

    private final Map<PolicySelector, Hold> held = new HashMap<>();
    private final List<Packet> delivered = new ArrayList<>();
    private final List<String> discarded = new ArrayList<>();
    private final List<Secret> handedOver = new ArrayList<>();
    private Predicate<KernelCommand> fault = command -> false;
    private int nextSpi;
    private int nextSequence;
    private int nextPolicy;

    /** Both keys of an SA, copied before their owner wipes them. */
    record Keys(ChildAlgorithms algorithms, Octets encryption, Octets integrity) {}

    private record Entry(SecurityAssociation sa, Keys keys, Instant addedAt, Optional<Instant> usedAt, long packets) {
        Entry used(Instant now) {
            return new Entry(sa, keys, addedAt, Optional.of(now), packets + 1);
        }
    }

    private record SpdKey(PolicySelector selector, Direction direction) {
        PolicySelector outbound() {
            return direction == Direction.OUTBOUND ? selector : selector.reversed();
        }
    }

    /** What waits at a policy, and between whom the kernel has asked for an SA, with which sequence number. */
    private record Hold(Map<AddressPair, Integer> asked, List<Packet> packets) {}

    FakeKernel(
            Simulation simulation,
            int firstSpi,
            Consumer<KernelEvent> events,
            Consumer<EspPacket> wire,
            Consumer<Packet> clearWire) {
        this.simulation = simulation;
        this.nextSpi = firstSpi;
        this.events = events;
        this.wire = wire;
        this.clearWire = clearWire;
    }

    /** Has commands fail; deletions never do. */
    public void fail(Predicate<KernelCommand> which) {
        fault = which;
    }

    public Set<SaId> sas() {
        return sad.keySet();
    }

    Set<SaId> larval() {
        return larval;
    }

    public List<Policy> policies() {
        return List.copyOf(spd.values());
    }

    public Optional<SecurityAssociation> sa(SaId id) {
        return Optional.ofNullable(sad.get(id)).map(Entry::sa);
    }

    /** Packets that reached the application, decrypted or allowed in clear. */
    public List<Packet> delivered() {
        return delivered;
    }

    /** Why packets were thrown away. */
    public List<String> discarded() {
        return discarded;
    }

    int heldPackets() {
        return held.values().stream().mapToInt(h -> h.packets().size()).sum();
    }

    /** Every key that was ever handed over. */
    List<Secret> handedOver() {
        return handedOver;
    }

    /** The daemon is dead, and its secrets with it. */
    void died(boolean wholeHost) {
        handedOver.clear();
        if (wholeHost) {
            sad.clear();
            larval.clear();
            spd.clear();
            held.clear();
        }
    }

    /** What the daemon does at its start with the SAs of an earlier life. */
    void removeSas() {
        sad.clear();
        larval.clear();
    }

    /** What the daemon does when its own policies are in place; returns the outbound selectors of those that stay. */
    Set<PolicySelector> removePoliciesBut(Set<PolicySelector> wanted) {
        spd.keySet().removeIf(key -> !wanted.contains(key.outbound()));
        held.keySet().removeIf(selector -> !wanted.contains(selector));
        Set<PolicySelector> staying = new LinkedHashSet<>();
        spd.keySet().forEach(key -> staying.add(key.outbound()));
        return staying;
    }

    /** The ACQUIRE that nobody may have heard. */
    Optional<KernelEvent.Acquire> heldFlow(PolicySelector selector, int reqid) {
        return Optional.ofNullable(held.get(selector)).map(hold -> {
            Packet first = hold.packets().get(0);
            int sequence = hold.asked().getOrDefault(first.pair(), 0);
            return new KernelEvent.Acquire(first.flow(), selector, reqid, sequence);
        });
    }

    KernelResult perform(List<KernelCommand> commands) {
        KernelResult result = new KernelResult.Done();
        for (int i = 0; i < commands.size(); i++) {
            KernelCommand command = commands.get(i);
            boolean deletes =
                    command instanceof KernelCommand.DeleteSa || command instanceof KernelCommand.DeletePolicy;
            Optional<String> problem = !deletes && fault.test(command) ? Optional.of("ENOBUFS") : Optional.empty();
            if (problem.isEmpty()) {
                result = perform(command);
            }
            if (problem.isPresent() || result instanceof KernelResult.Failed) {
                String cause = problem.orElseGet(result::toString);
                return new KernelResult.Failed(i, command.getClass().getSimpleName() + ": " + cause);
            }
        }
        return result;
    }

    private KernelResult perform(KernelCommand command) {
        if (command instanceof KernelCommand.AllocateSpi allocate) {
            Spi spi = new Spi(nextSpi++);
            larval.add(new SaId(allocate.destination(), allocate.protocol(), spi));
            if (allocate.reqid() != 0) {
                forgetAcquire(allocate);
            }
            return new KernelResult.SpiAllocated(spi);
        } else if (command instanceof KernelCommand.AddSa add) {
            return add(add.sa());
        } else if (command instanceof KernelCommand.DeleteSa delete) {
            larval.remove(delete.id());
            sad.remove(delete.id());
        } else if (command instanceof KernelCommand.MoveSa move) {
            return move(move);
        } else if (command instanceof KernelCommand.QuerySa query) {
            return usage(query.id());
        } else if (command instanceof KernelCommand.PutPolicy put) {
            put(put.policy());
        } else if (command instanceof KernelCommand.DeletePolicy delete) {
            spd.remove(new SpdKey(delete.selector(), delete.direction()));
            held.remove(delete.selector());
        }
        return new KernelResult.Done();
    }

    private void forgetAcquire(KernelCommand.AllocateSpi named) {
        AddressPair pair = new AddressPair(named.source(), named.destination());
        spd.values().stream()
                .filter(p -> p.action() instanceof Policy.Protect protect && protect.reqid() == named.reqid())
                .map(p -> held.get(p.selector()))
                .filter(Objects::nonNull)
                .forEach(hold -> hold.asked().remove(pair));
    }

    private void put(Policy policy) {
        SpdKey key = new SpdKey(policy.selector(), policy.direction());
        spd.put(key, policy);
        temporary.remove(key);
        if (!policy.life().isZero()) {
            // Whoever put it may be dead by then.
            int number = ++nextPolicy;
            temporary.put(key, number);
            simulation.after(policy.life(), () -> {
                if (temporary.remove(key, number)) {
                    spd.remove(key);
                }
            });
        }
        releaseHeld(policy.selector());
    }

    private KernelResult add(SecurityAssociation sa) {
        handedOver.add(sa.encryptionKey());
        handedOver.add(sa.integrityKey());
        boolean inbound = sa.direction() == Direction.INBOUND;
        if (inbound) {
            // Without its larval entry, as after a move, an SA is simply new.
            larval.remove(sa.id());
        }
        if (sad.containsKey(sa.id())) {
            return new KernelResult.Failed(0, "EEXIST: " + sa.id());
        }
        if (sa.replayWindow() == 0 && inbound) {
            return new KernelResult.Failed(0, "EINVAL: no replay window");
        }
        Keys keys = new Keys(
                sa.algorithms(), sa.encryptionKey().reveal(), sa.integrityKey().reveal());
        Entry entry = new Entry(sa, keys, simulation.now(), Optional.empty(), 0);
        sad.put(sa.id(), entry);
        if (sa.limits().hardSeconds() > 0) {
            simulation.after(Duration.ofSeconds(sa.limits().hardSeconds()), () -> expire(sa));
        }
        return new KernelResult.Done();
    }

    private KernelResult move(KernelCommand.MoveSa move) {
        Entry entry = sad.get(move.id());
        boolean taken =
                !move.id().equals(move.to().id()) && sad.containsKey(move.to().id());
        if (entry == null || taken) {
            return new KernelResult.Failed(0, (taken ? "EEXIST: " : "ESRCH: ") + move.id());
        }
        sad.remove(move.id());
        sad.put(move.to().id(), new Entry(move.to(), entry.keys(), entry.addedAt(), entry.usedAt(), entry.packets()));
        return new KernelResult.Done();
    }

    private void expire(SecurityAssociation sa) {
        Entry entry = sad.get(sa.id());
        if (entry != null && entry.sa().equals(sa)) {
            sad.remove(sa.id());
            events.accept(new KernelEvent.Expire(sa.id(), true));
        }
    }

    private KernelResult usage(SaId id) {
        Entry entry = sad.get(id);
        if (entry == null) {
            return new KernelResult.Failed(0, "ESRCH: " + id);
        }
        long ago = entry.usedAt()
                .map(used -> Duration.between(used, simulation.now()).toSeconds())
                .orElse(-1L);
        return new KernelResult.Usage(0, 0, ago);
    }

    /** An application sends. */
    void output(Packet packet) {
        Optional<Policy> policy = lookup(packet, Direction.OUTBOUND);
        if (policy.isEmpty() || policy.get().action() instanceof Policy.Allow) {
            clearWire.accept(packet);
        } else if (policy.get().action() instanceof Policy.Protect protect) {
            protect(packet, policy.get(), protect);
        } else {
            discarded.add("blocked: " + packet);
        }
    }

    private void protect(Packet packet, Policy policy, Policy.Protect protect) {
        // The newest of several: as the kernel does it.
        Optional<Entry> entry = sad.values().stream()
                .filter(e -> e.sa().direction() == Direction.OUTBOUND)
                .filter(e -> e.sa().reqid() == protect.reqid() && e.sa().mode() == protect.mode())
                .filter(e -> packet.matches(e.sa().selector()))
                .reduce((older, newer) -> newer);
        if (entry.isPresent()) {
            SecurityAssociation sa = entry.get().sa();
            count(entry.get());
            wire.accept(new EspPacket(sa.source(), sa.id(), entry.get().keys(), sa.encapsulation(), packet));
            return;
        }
        Hold hold = held.computeIfAbsent(policy.selector(), s -> new Hold(new LinkedHashMap<>(), new ArrayList<>()));
        hold.packets().add(packet);
        acquire(packet, policy, protect, hold);
    }

    /** One ACQUIRE for each host: Linux may take what it has noted about one address of ours for another's; whoever has nothing after so long loses its packets. */
    private void acquire(Packet packet, Policy policy, Policy.Protect protect, Hold hold) {
        AddressPair pair = packet.pair();
        if (hold.asked().keySet().stream().anyMatch(asked -> asked.remote().equals(pair.remote()))) {
            return;
        }
        int sequence = ++nextSequence;
        hold.asked().put(pair, sequence);
        simulation.after(ACQUIRE_LIFETIME, () -> {
            if (hold.asked().remove(pair, sequence)) {
                hold.packets().removeIf(p -> p.pair().equals(pair) && discarded.add("held too long: " + p));
                if (hold.packets().isEmpty()) {
                    held.remove(policy.selector(), hold);
                }
            }
        });
        events.accept(new KernelEvent.Acquire(packet.flow(), policy.selector(), protect.reqid(), sequence));
    }

    /** One packet more: it may be the last, or the one that calls for a successor. */
    private void count(Entry before) {
        Entry entry = before.used(simulation.now());
        SaId id = entry.sa().id();
        SaLimits limits = entry.sa().limits();
        long packets = entry.packets();
        boolean soft =
                reaches(packets, limits.softPackets(), 1) || reaches(packets, limits.softOctets(), PACKET_OCTETS);
        boolean hard =
                reaches(packets, limits.hardPackets(), 1) || reaches(packets, limits.hardOctets(), PACKET_OCTETS);
        sad.put(id, entry);
        if (hard) {
            sad.remove(id);
        }
        if (soft || hard) {
            events.accept(new KernelEvent.Expire(id, hard));
        }
    }

    private static boolean reaches(long packets, long limit, long each) {
        return limit > 0 && packets * each >= limit && (packets - 1) * each < limit;
    }

    /**
     * A policy was written: Linux looks again at what waits there, and only then. The first packet decides for all: if there is
     * no SA for that one yet, wherever it belongs by now, it stays, and so do those behind it.
     */
    private void releaseHeld(PolicySelector selector) {
        Hold hold = held.get(selector);
        if (hold == null || !spd.containsKey(new SpdKey(selector, Direction.OUTBOUND))) {
            return;
        }
        Packet first = hold.packets().get(0);
        Optional<Policy> policy = lookup(first, Direction.OUTBOUND);
        if (policy.isPresent() && policy.get().action() instanceof Policy.Protect protect && !hasSa(first, protect)) {
            if (!policy.get().selector().equals(selector)) {
                acquire(first, policy.get(), protect, new Hold(asked(policy.get()), new ArrayList<>()));
            }
            return;
        }
        held.remove(selector);
        hold.asked().clear();
        hold.packets().forEach(this::output);
    }

    /** For whom an SA was asked for at a policy where nothing waits, as that is elsewhere. */
    private Map<AddressPair, Integer> asked(Policy policy) {
        return Optional.ofNullable(held.get(policy.selector())).map(Hold::asked).orElseGet(HashMap::new);
    }

    private boolean hasSa(Packet packet, Policy.Protect protect) {
        return sad.values().stream()
                .anyMatch(e -> e.sa().direction() == Direction.OUTBOUND
                        && e.sa().reqid() == protect.reqid()
                        && packet.matches(e.sa().selector()));
    }

    /** A protected packet arrives. */
    void input(EspPacket esp) {
        Entry entry = sad.get(esp.id());
        if (entry == null || entry.sa().direction() != Direction.INBOUND) {
            discarded.add("no SA " + esp.id());
            return;
        }
        if (!entry.keys().equals(esp.keys())) {
            discarded.add("bad ICV on " + esp.id());
            return;
        }
        if (esp.encapsulation().isPresent() != entry.sa().encapsulation().isPresent()) {
            discarded.add("encapsulated otherwise than " + esp.id());
            return;
        }
        tellMapping(esp, entry.sa());
        if (!esp.content().matches(entry.sa().selector())) {
            discarded.add("state mismatch on " + esp.id());
            return;
        }
        count(entry);
        Optional<Policy> policy = lookup(esp.content(), Direction.INBOUND);
        boolean fits = policy.isEmpty()
                || policy.get().action() instanceof Policy.Allow
                || (policy.get().action() instanceof Policy.Protect protect
                        && protect.reqid() == entry.sa().reqid());
        if (fits) {
            delivered.add(esp.content());
        } else {
            discarded.add("template mismatch on " + esp.id());
        }
    }

    /** Linux tells of each authentic packet that comes from elsewhere, until the SA says the same. */
    private void tellMapping(EspPacket esp, SecurityAssociation sa) {
        esp.encapsulation().ifPresent(ports -> {
            boolean known = esp.source().equals(sa.source())
                    && ports.sourcePort() == sa.encapsulation().orElseThrow().sourcePort();
            if (!known) {
                events.accept(new KernelEvent.MappingChanged(sa.id(), new Endpoint(esp.source(), ports.sourcePort())));
            }
        });
    }

    /** A packet arrives in clear. */
    void inputClear(Packet packet) {
        Optional<Policy> policy = lookup(packet, Direction.INBOUND);
        boolean refused = policy.filter(p -> p.action() instanceof Policy.Block
                        || (p.action() instanceof Policy.Protect protect && protect.required()))
                .isPresent();
        if (refused) {
            discarded.add("in clear: " + packet);
        } else {
            delivered.add(packet);
        }
    }

    private Optional<Policy> lookup(Packet packet, Direction direction) {
        return spd.values().stream()
                .filter(p -> p.direction() == direction && packet.matches(p.selector()))
                .min(Comparator.comparingInt(Policy::priority));
    }
}
