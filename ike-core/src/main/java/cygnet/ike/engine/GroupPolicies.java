package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of the groups, for whole networks: traps that ask what is to be done about a host, and those that let pass or
 * block. And what stands for single hosts under a trap until more is known: a shunt, which the kernel removes by itself.
 */
final class GroupPolicies {
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final EngineContext context;
    private final Map<PolicySelector, Entry> entries = new LinkedHashMap<>();
    private final Map<Integer, GroupRule> traps = new LinkedHashMap<>();

    /** @param child what the SAs will be like */
    private record Entry(GroupRule rule, ChildConfig child, int reqid) {}

    GroupPolicies(EngineContext context) {
        this.context = context;
    }

    /** Installs what the groups want, and removes what they do not want any more. */
    void renew() {
        Map<PolicySelector, Entry> wanted = new LinkedHashMap<>();
        context.policy().opportunism().ifPresent(opportunism -> {
            ChildConfig child = opportunism.anybody().children().get(0);
            for (GroupRule rule : opportunism.groups().rules()) {
                int reqid = context.policies.reqidFor(rule.traffic());
                wanted.put(rule.traffic(), new Entry(rule, child, reqid));
            }
        });
        List<KernelCommand> removal = new ArrayList<>();
        entries.keySet().stream()
                .filter(traffic -> !wanted.containsKey(traffic))
                .forEach(traffic -> removal.addAll(ChildPolicies.removal(traffic)));
        List<Entry> changed =
                wanted.values().stream().filter(e -> !entries.containsValue(e)).toList();
        entries.clear();
        entries.putAll(wanted);
        traps.clear();
        entries.values().stream().filter(e -> e.rule().group().begins()).forEach(e -> traps.put(e.reqid(), e.rule()));
        // What is new comes first, so that nothing falls through to a wider rule meanwhile.
        changed.forEach(this::write);
        context.perform(removal, "removing policies");
    }

    /** The rule whose trap has this reqid. */
    Optional<GroupRule> trap(int reqid) {
        return Optional.ofNullable(traps.get(reqid));
    }

    /** The traps, the one that the kernel prefers first. */
    List<IkeEngine.Waiting> traps() {
        return traps.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> e.getValue().priority()))
                .map(e -> new IkeEngine.Waiting(e.getValue().traffic(), e.getKey()))
                .toList();
    }

    /** What the policies are about, outbound. */
    Set<PolicySelector> selectors() {
        return entries.keySet();
    }

    /** Has the kernel look again at the packets that wait at a rule's trap: there is something narrower for them by now. */
    void release(GroupRule rule) {
        Entry entry = entries.get(rule.traffic());
        if (entry != null && entry.rule().equals(rule)) {
            context.perform(commands(entry), "releasing packets");
        }
    }

    /**
     * Lets the traffic with a host pass, or stops it, for a while; then releases what waits for that. Both directions, since the
     * policies of a connection may have stood there before.
     */
    void shunt(GroupRule rule, AddressPair pair, Verdict verdict, Duration life) {
        PolicySelector outbound = PolicySelector.between(pair);
        int priority = PolicyPriority.within(rule.traffic());
        Policy.Action action = verdict == Verdict.PASS ? new Policy.Allow() : new Policy.Block();
        List<KernelCommand> commands = List.of(
                new KernelCommand.PutPolicy(new Policy(outbound.reversed(), Direction.INBOUND, priority, action, life)),
                new KernelCommand.PutPolicy(new Policy(outbound, Direction.OUTBOUND, priority, action, life)));
        context.perform(commands, "a shunt for " + pair.remote());
        release(rule);
    }

    /**
     * Has the kernel forget that it has asked for an SA. It asks no second time as long as it remembers, which is 30 s, and Linux
     * may take what it has noted about one address of ours for another's.
     */
    void forgetAcquire(GroupRule rule, AddressPair pair) {
        Entry entry = entries.get(rule.traffic());
        if (entry == null) {
            return;
        }
        IpsecProtocol protocol = entry.child().protocol();
        KernelCommand name = new KernelCommand.AllocateSpi(pair.local(), pair.remote(), protocol, entry.reqid());
        context.ask(new Question.Kernel(List.of(name)), result -> {
            if (result instanceof KernelResult.SpiAllocated named) {
                SaId id = new SaId(pair.remote(), protocol, named.spi());
                context.perform(List.of(new KernelCommand.DeleteSa(id, pair.local())), "forgetting an ACQUIRE");
            }
        });
    }

    /** Removes a shunt before its time. */
    void unshunt(PolicySelector outbound) {
        if (!context.policies.isNeeded(outbound)) {
            context.perform(ChildPolicies.removal(outbound), "removing a shunt");
        }
    }

    private void write(Entry entry) {
        context.ask(new Question.Kernel(commands(entry)), result -> {
            if (result instanceof KernelResult.Failed failed) {
                context.report(new IkeEvent.KernelTrouble(
                        "the group " + entry.rule(), failed.cause() + "; trying again in " + RETRY.toSeconds() + " s"));
                context.after(RETRY, () -> {
                    if (entry.equals(entries.get(entry.rule().traffic()))) {
                        write(entry);
                    }
                });
            }
        });
    }

    /** Inbound first, so that nothing is answered before it is accepted. */
    private static List<KernelCommand> commands(Entry entry) {
        Group group = entry.rule().group();
        Policy.Action out = action(entry, true);
        Policy.Action in = action(entry, group == Group.PRIVATE);
        PolicySelector outbound = entry.rule().traffic();
        int priority = entry.rule().priority();
        return List.of(
                new KernelCommand.PutPolicy(new Policy(outbound.reversed(), Direction.INBOUND, priority, in)),
                new KernelCommand.PutPolicy(new Policy(outbound, Direction.OUTBOUND, priority, out)));
    }

    private static Policy.Action action(Entry entry, boolean required) {
        return switch (entry.rule().group()) {
            case PRIVATE, PRIVATE_OR_CLEAR ->
                new Policy.Protect(entry.child().protocol(), entry.child().mode(), entry.reqid(), required);
            case CLEAR_OR_PRIVATE, CLEAR -> new Policy.Allow();
            case BLOCK -> new Policy.Block();
        };
    }

    /** Removes all of them. */
    void stop() {
        List<KernelCommand> removal = new ArrayList<>();
        entries.keySet().forEach(traffic -> removal.addAll(ChildPolicies.removal(traffic)));
        entries.clear();
        traps.clear();
        context.perform(removal, "removing policies");
    }
}
