package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What to do about a host that there is something to send to, and that nobody has configured: its address is turned into a
 * name, the name into a key, and the group's rule says what follows. What could not be protected is remembered, with its
 * cause and until when; any sign of life ends that at once.
 */
final class Deliberations {
    private static final int MOST_NAMES = 4;
    private static final int MOST_REMEMBERED = 10_000;
    /** How often something was found in a row is known for so long after the memory has ended. */
    private static final Duration AFTERMATH = Duration.ofHours(1);

    private final EngineContext context;
    private final GroupPolicies policies;
    private final Introductions introductions;
    private final Consumer<Connection> begin;
    private final Consumer<Connection> giveUp;
    private final Set<IpAddress> underWay = new HashSet<>();
    private final Map<IpAddress, Memory> memories = new LinkedHashMap<>();
    private final Map<IpAddress, Past> past = new LinkedHashMap<>();
    private final Map<String, Negotiation> negotiations = new HashMap<>();
    /** Hosts for which packets wait at the trap of a rule. */
    private final Map<IpAddress, GroupRule> waiting = new HashMap<>();

    /** What we remember ends when the kernel has removed what follows from it. */
    private static final Duration KERNEL_FIRST = Duration.ofSeconds(1);

    /** A host, and why we think about it. */
    record Case(GroupRule rule, IpAddress local, IpAddress remote) {}

    /** @param patience when it is given up; absent if never */
    private record Negotiation(Case about, Optional<Timers.Timer> patience) {
        void cancel() {
            patience.ifPresent(Timers.Timer::cancel);
        }
    }

    /** A memory that has ended, so that the same finding is believed longer the next time. */
    private record Past(Finding finding, int before, Instant until) {}

    /** What we know about a host that we could not or need not protect, until the timer ends it. */
    record Memory(
            Case about, Finding finding, Verdict verdict, String cause, Instant until, int before, Timers.Timer end) {
        PolicySelector outbound() {
            return PolicySelector.between(IpNetwork.host(about.local()), IpNetwork.host(about.remote()));
        }
    }

    /**
     * @param begin starts the negotiation of a connection with a single host
     * @param giveUp ends such a negotiation
     */
    Deliberations(
            EngineContext context,
            GroupPolicies policies,
            Introductions introductions,
            Consumer<Connection> begin,
            Consumer<Connection> giveUp) {
        this.context = context;
        this.policies = policies;
        this.introductions = introductions;
        this.begin = begin;
        this.giveUp = giveUp;
    }

    /** A packet waits at the trap of a rule. */
    void onAcquire(GroupRule rule, KernelEvent.Acquire acquire) {
        IpAddress remote = acquire.flow().destination().address();
        IpAddress local = acquire.flow().source().address();
        Case about = new Case(rule, local, remote);
        Optional<Memory> memory = remembered(remote);
        Optional<Connection> introduced = context.connections.introduced(remote);
        if (underWay.contains(remote)) {
            context.report(new IkeEvent.AcquireIgnored(acquire.flow(), "DNS is being asked about it already"));
        } else if (memory.isPresent()) {
            // The kernel has lost the shunt, or has another address of ours in mind.
            Duration left = Duration.between(context.now(), memory.get().until());
            policies.shunt(rule, local, remote, memory.get().verdict(), atLeastASecond(left));
        } else if (introduced.isPresent()) {
            context.report(
                    new IkeEvent.Acquired(acquire.flow(), introduced.get().name()));
            protect(about, introduced.get());
        } else {
            underWay.add(remote);
            context.report(new IkeEvent.Acquired(acquire.flow(), rule.toString()));
            context.ask(new Question.NamesOf(remote), outcome -> named(about, outcome));
        }
    }

    /** What is remembered of a host now. */
    Optional<Memory> remembered(IpAddress remote) {
        return Optional.ofNullable(memories.get(remote));
    }

    Collection<Memory> remembered() {
        return memories.values();
    }

    private void named(Case about, DnsOutcome<DomainName> outcome) {
        tell(about, "names of " + about.remote(), outcome);
        if (outcome instanceof DnsOutcome.Found<DomainName> found
                && !found.records().isEmpty()) {
            askKeys(about, found, 0, Finding.NO_KEY, "");
        } else {
            decide(about, ofNames(outcome), outcome.describe());
        }
    }

    private static Finding ofNames(DnsOutcome<DomainName> outcome) {
        if (outcome instanceof DnsOutcome.Found || outcome instanceof DnsOutcome.Absent) {
            return Finding.NO_NAME;
        }
        return outcome instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.NAME_UNKNOWN;
    }

    /**
     * Asks for the keys of one name after the other, until there is one that will do.
     *
     * @param worst what is to be said if there is none
     */
    private void askKeys(Case about, DnsOutcome.Found<DomainName> names, int next, Finding worst, String cause) {
        if (next >= Math.min(names.records().size(), MOST_NAMES)) {
            decide(about, worst, cause);
            return;
        }
        DomainName name = names.records().get(next);
        context.ask(new Question.KeysOf(name), outcome -> {
            tell(about, "keys of " + name, outcome);
            Finding finding = finding(about, names, outcome);
            if (finding == Finding.KEY) {
                introduce(about, name, outcome);
            } else {
                boolean worse = next == 0 || finding.compareTo(worst) > 0;
                askKeys(
                        about,
                        names,
                        next + 1,
                        worse ? finding : worst,
                        worse ? name + ": " + outcome.describe() : cause);
            }
        });
    }

    private static Finding finding(Case about, DnsOutcome.Found<DomainName> names, DnsOutcome<HostKey> outcome) {
        if (outcome instanceof DnsOutcome.Found<HostKey> found
                && !found.records().isEmpty()) {
            Assurance least = about.rule().least();
            boolean sure = PeerKeys.assurance(found.validation()).compareTo(least) >= 0
                    && PeerKeys.assurance(names.validation()).compareTo(least) >= 0;
            return sure ? Finding.KEY : Finding.UNSURE_KEY;
        }
        if (outcome instanceof DnsOutcome.Found || outcome instanceof DnsOutcome.Absent) {
            return Finding.NO_KEY;
        }
        return outcome instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.DNS_FAILED;
    }

    private void introduce(Case about, DomainName name, DnsOutcome<HostKey> outcome) {
        underWay.remove(about.remote());
        DnsOutcome.Found<HostKey> found = (DnsOutcome.Found<HostKey>) outcome;
        boolean taken = introductions.introduce(
                new Introductions.Introduction(name, PeerKeys.assurance(found.validation()), found.ttl()),
                about.remote(),
                about.local());
        if (taken) {
            protect(about, context.connections.introduced(about.remote()).orElseThrow());
        } else {
            decide(about, Finding.NO_SA, "no connection takes " + name);
        }
    }

    private void protect(Case about, Connection connection) {
        waiting.put(about.remote(), about.rule());
        boolean impatient = Verdict.of(about.rule().group(), Finding.NO_SA) == Verdict.PASS;
        Optional<Timers.Timer> timer = impatient
                ? Optional.of(context.after(patience(), () -> outOfPatience(connection, about.remote())))
                : Optional.empty();
        Negotiation before = negotiations.put(connection.name(), new Negotiation(about, timer));
        Optional.ofNullable(before).ifPresent(Negotiation::cancel);
        begin.accept(connection);
        policies.release(about.rule());
    }

    private void outOfPatience(Connection connection, IpAddress remote) {
        failed(connection, remote, "no SA within " + patience().toMillis() + " ms");
        giveUp.accept(connection);
    }

    private Duration patience() {
        return context.policy().opportunism().orElseThrow().patience();
    }

    /** The SAs with a host are agreed: what was remembered is over. */
    void installed(Connection connection, IpAddress remote) {
        Optional.ofNullable(negotiations.remove(connection.name())).ifPresent(Negotiation::cancel);
        forget(remote);
    }

    /** The SAs with a host can be used: what waits at the trap of its rule goes with them. */
    void ready(IpAddress remote) {
        Optional.ofNullable(waiting.remove(remote)).ifPresent(policies::release);
    }

    /** It could not be had; whatever stands for the host in the kernel is replaced in one step. */
    void failed(Connection connection, IpAddress remote, String cause) {
        Negotiation negotiation = negotiations.get(connection.name());
        if (negotiation != null && negotiation.about().remote().equals(remote)) {
            negotiations.remove(connection.name());
            negotiation.cancel();
            introductions.makeWay(remote);
            decide(negotiation.about(), Finding.NO_SA, cause);
        }
    }

    private void decide(Case about, Finding finding, String cause) {
        IpAddress remote = about.remote();
        underWay.remove(remote);
        waiting.remove(remote);
        forget(remote);
        int before = Optional.ofNullable(past.remove(remote))
                .filter(p -> p.finding() == finding)
                .filter(p -> p.until().plus(AFTERMATH).isAfter(context.now()))
                .map(p -> p.before() + 1)
                .orElse(0);
        Verdict verdict = Verdict.of(about.rule().group(), finding);
        Duration life = finding.life(before);
        if (memories.size() >= MOST_REMEMBERED) {
            alive(memories.keySet().iterator().next());
        }
        Timers.Timer end = context.after(life.plus(KERNEL_FIRST), () -> over(remote));
        Instant until = context.now().plus(life);
        memories.put(remote, new Memory(about, finding, verdict, cause, until, before, end));
        context.report(new IkeEvent.Decided(remote, about.rule().toString(), verdict, cause, life));
        policies.shunt(about.rule(), about.local(), remote, verdict, life);
    }

    /** Its time is over, in the kernel as well. */
    private void over(IpAddress remote) {
        Memory memory = memories.remove(remote);
        if (memory != null) {
            past.put(remote, new Past(memory.finding(), memory.before(), memory.until()));
            if (past.size() > MOST_REMEMBERED) {
                past.remove(past.keySet().iterator().next());
            }
        }
    }

    private void forget(IpAddress remote) {
        Optional.ofNullable(memories.remove(remote)).map(Memory::end).ifPresent(Timers.Timer::cancel);
    }

    /** A host has shown that things are otherwise now. */
    void alive(IpAddress remote) {
        Memory memory = memories.get(remote);
        past.remove(remote);
        if (memory != null) {
            forget(remote);
            policies.unshunt(memory.outbound());
        }
    }

    /** After a change of the configuration the rules may be others, so that everything is thought about anew. */
    void renew() {
        List.copyOf(memories.keySet()).forEach(this::alive);
        negotiations.values().forEach(Negotiation::cancel);
        negotiations.clear();
        waiting.clear();
    }

    private static Duration atLeastASecond(Duration left) {
        return Duration.ofSeconds(Math.max(1, left.toSeconds()));
    }

    private void tell(Case about, String question, DnsOutcome<?> outcome) {
        context.report(new IkeEvent.LookedUp(about.rule().toString(), question, outcome.describe()));
    }
}
