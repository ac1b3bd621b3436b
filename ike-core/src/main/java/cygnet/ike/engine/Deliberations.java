package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.HashMap;
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
    private final EngineContext context;
    private final GroupPolicies policies;
    private final Introductions introductions;
    private final Consumer<Connection> begin;
    private final Consumer<Connection> giveUp;
    private final HostSearch hosts;
    private final Memories memories;
    /** Hosts that DNS is being asked about. */
    private final Map<AddressPair, Search> searches = new HashMap<>();

    private final Map<AddressPair, Negotiation> negotiations = new HashMap<>();
    /** Hosts for which packets wait at the trap of a rule. */
    private final Map<AddressPair, GroupRule> waiting = new HashMap<>();

    /** A host as it is seen from one address of ours, and why we think about it. */
    record Case(GroupRule rule, AddressPair pair) {}

    /** @param patience when it is given up; absent if never */
    private record Negotiation(Case about, Connection connection, Optional<Timers.Timer> patience) {
        void cancel() {
            patience.ifPresent(Timers.Timer::cancel);
        }
    }

    private final class Search implements HostSearch.Seeker {
        private final Case about;

        Search(Case about) {
            this.about = about;
        }

        @Override
        public String label() {
            return about.rule().toString();
        }

        /** Meanwhile the rules may have become others. */
        @Override
        public boolean isWaiting() {
            return Optional.ofNullable(searches.get(about.pair()))
                    .filter(this::equals)
                    .isPresent();
        }

        @Override
        public Assurance least() {
            return about.rule().least();
        }

        @Override
        public boolean take(HostSearch.Candidate candidate) {
            introduce(about, candidate);
            return true;
        }

        @Override
        public void unfound(Finding finding, String cause) {
            decide(about, finding, cause);
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
        this.hosts = new HostSearch(context);
        this.memories = new Memories(context);
        this.begin = begin;
        this.giveUp = giveUp;
    }

    /** A packet waits at the trap of a rule. */
    void onAcquire(GroupRule rule, KernelEvent.Acquire acquire) {
        AddressPair pair = new AddressPair(
                acquire.flow().source().address(), acquire.flow().destination().address());
        Case about = new Case(rule, pair);
        memories.expire(pair);
        Optional<Memory> memory = memories.of(pair);
        if (searches.containsKey(pair)) {
            context.report(new IkeEvent.AcquireIgnored(acquire.flow(), "DNS is being asked about it already"));
        } else if (memory.isPresent()) {
            // The kernel has lost the shunt, or has another address of ours in mind.
            Duration left = Duration.between(context.now(), memory.get().until());
            policies.shunt(rule, pair, rule.verdicts().of(memory.get().finding()), atLeastASecond(left));
        } else if (context.connections.introduced(pair).isPresent() || introductions.introduceAlso(pair)) {
            Connection introduced = context.connections.introduced(pair).orElseThrow();
            context.report(new IkeEvent.Acquired(acquire.flow(), introduced.name()));
            protect(about, introduced);
        } else {
            context.report(new IkeEvent.Acquired(acquire.flow(), rule.toString()));
            think(about);
        }
    }

    /**
     * A packet waits at the trap of a host that is known already: nothing that was tried for it may last for ever. If there is a Child
     * SA, it is only about to come into use.
     */
    void onWaiting(AddressPair pair) {
        if (!context.precedence.owners(PolicySelector.between(pair)).isEmpty()) {
            return;
        }
        context.connections
                .rule(pair.remote())
                .filter(rule -> rule.group().begins())
                .ifPresent(rule -> context.connections
                        .introduced(pair)
                        .filter(connection -> !isExpected(pair, connection))
                        .ifPresent(connection -> expect(new Case(rule, pair), connection)));
    }

    private boolean isExpected(AddressPair pair, Connection connection) {
        Negotiation negotiation = negotiations.get(pair);
        return negotiation != null && negotiation.connection().equals(connection);
    }

    /** Somebody else knows the host's name: we need not look for it any more, and if we began without one, it has to prove it now. */
    void named(AddressPair pair) {
        context.connections.introduced(pair).ifPresent(name -> {
            Search search = searches.remove(pair);
            Negotiation before = negotiations.get(pair);
            if (search != null) {
                protect(search.about, name);
            } else if (before != null && !isExpected(pair, name)) {
                protect(before.about(), name);
                giveUp.accept(before.connection());
            }
        });
    }

    private void think(Case about) {
        Search started = new Search(about);
        searches.put(about.pair(), started);
        hosts.begin(about.pair().remote(), started);
    }

    /** Whether DNS is being asked about a host. */
    boolean isSearching(AddressPair pair) {
        return searches.containsKey(pair);
    }

    Memories memories() {
        return memories;
    }

    private void introduce(Case about, HostSearch.Candidate candidate) {
        searches.remove(about.pair());
        if (introductions.introduce(candidate.introduction(), about.pair())) {
            protect(about, context.connections.introduced(about.pair()).orElseThrow());
        } else {
            decide(about, Finding.NO_SA, "no connection takes " + candidate.name());
        }
    }

    private void protect(Case about, Connection connection) {
        expect(about, connection);
        begin.accept(connection);
        policies.release(about.rule());
        policies.forgetAcquire(about.rule(), about.pair());
    }

    private void expect(Case about, Connection connection) {
        waiting.put(about.pair(), about.rule());
        boolean impatient = about.rule().verdicts().of(Finding.NO_SA) == Verdict.PASS;
        Optional<Timers.Timer> timer =
                impatient ? Optional.of(context.after(patience(), () -> outOfPatience(connection))) : Optional.empty();
        Negotiation before = negotiations.put(about.pair(), new Negotiation(about, connection, timer));
        Optional.ofNullable(before).ifPresent(Negotiation::cancel);
    }

    private void outOfPatience(Connection connection) {
        failed(connection, "no SA within " + patience().toMillis() + " ms");
        giveUp.accept(connection);
    }

    private Duration patience() {
        return context.policy().opportunism().orElseThrow().patience();
    }

    /** The SAs with a host are agreed: what was remembered is over. */
    void installed(AddressPair pair) {
        Optional.ofNullable(negotiations.remove(pair)).ifPresent(Negotiation::cancel);
        if (searches.remove(pair) != null) {
            // It was quicker than our questions about it, which nobody needs answered any more.
            context.connections.rule(pair.remote()).ifPresent(rule -> waiting.put(pair, rule));
        }
        memories.recover(pair);
    }

    /** Whether packets for a host wait at the trap of its rule. */
    boolean isAwaited(AddressPair pair) {
        return searches.containsKey(pair) || waiting.containsKey(pair);
    }

    /** The SAs with a host can be used: what waits at the trap of its rule goes with them. */
    void ready(AddressPair pair) {
        Optional.ofNullable(waiting.remove(pair)).ifPresent(policies::release);
    }

    /** It could not be had; whatever stands for the host in the kernel is replaced in one step. */
    void failed(Connection connection, String cause) {
        context.connections.pair(connection).map(negotiations::remove).ifPresent(negotiation -> {
            negotiation.cancel();
            introductions.makeWay(negotiation.about().pair());
            decide(negotiation.about(), Finding.NO_SA, cause);
        });
    }

    private void decide(Case about, Finding finding, String cause) {
        searches.remove(about.pair());
        if (about.rule().verdicts().of(finding) == Verdict.ANONYMOUS) {
            protectAnonymously(about, cause);
        } else {
            remember(about, finding, cause);
        }
    }

    private void protectAnonymously(Case about, String cause) {
        AddressPair pair = about.pair();
        if (introductions.introduceNobody(about.rule(), pair)) {
            context.report(new IkeEvent.Decided(
                    pair.remote(), about.rule().toString(), Verdict.ANONYMOUS, cause, Introductions.LEAST_LIFE));
            protect(about, context.connections.introduced(pair).orElseThrow());
        } else {
            remember(about, Finding.NO_SA, "no room for another host: " + cause);
        }
    }

    /** It is not protected for now. */
    private void remember(Case about, Finding finding, String cause) {
        AddressPair pair = about.pair();
        waiting.remove(pair);
        int before = memories.before(pair, finding);
        Duration life = finding.life(before);
        memories.surplus().ifPresent(this::forget);
        Memory memory = new Memory(
                about.rule(),
                pair.local(),
                pair.remote(),
                finding,
                cause,
                context.now().plus(life),
                before);
        memories.remember(memory);
        context.report(new IkeEvent.Decided(pair.remote(), about.rule().toString(), memory.verdict(), cause, life));
        policies.shunt(about.rule(), pair, memory.verdict(), life);
        policies.forgetAcquire(about.rule(), pair);
    }

    /** What was remembered in an earlier life is believed as long as the same rule holds. The clock may have been another one. */
    void recall(Recollection recollection) {
        AddressPair pair = new AddressPair(recollection.local(), recollection.remote());
        boolean stillSo = recollection.until().isAfter(context.now())
                && !recollection.until().isAfter(context.now().plus(Finding.LONGEST))
                && context.connections.introduced(pair).isEmpty()
                && memories.surplus().isEmpty();
        context.connections
                .rule(recollection.remote())
                .filter(rule -> stillSo && rule.toString().equals(recollection.rule()))
                .map(recollection::under)
                .filter(memory -> memory.verdict() != Verdict.ANONYMOUS)
                .ifPresent(memories::remember);
    }

    /** A host has shown that things are otherwise now. */
    void alive(IpAddress remote) {
        memories.of(remote).forEach(memory -> forget(memory.pair()));
    }

    /** The host is about to have policies that take the place of what followed from there being no key. */
    void hasKey(AddressPair pair) {
        memories.recover(pair);
    }

    private void forget(AddressPair pair) {
        Optional<Memory> memory = memories.of(pair);
        memories.recover(pair);
        memory.map(Memory::outbound).ifPresent(policies::unshunt);
    }

    /** This host's addresses are others: what was about one that is gone is over. */
    void readdress(Set<IpAddress> own) {
        memories.all().stream()
                .map(Memory::pair)
                .filter(pair -> !own.contains(pair.local()))
                .forEach(this::forget);
        searches.keySet().removeIf(pair -> !own.contains(pair.local()));
        waiting.keySet().removeIf(pair -> !own.contains(pair.local()));
        negotiations.values().removeIf(negotiation -> {
            boolean over = !own.contains(negotiation.about().pair().local());
            if (over) {
                negotiation.cancel();
            }
            return over;
        });
    }

    /** After a change of the configuration: what is under another rule now is thought about anew. */
    void renew() {
        for (Memory memory : memories.all()) {
            if (!isStillUnder(memory.rule(), memory.remote())) {
                forget(memory.pair());
            }
        }
        for (Negotiation negotiation : List.copyOf(negotiations.values())) {
            Case about = negotiation.about();
            if (!isStillUnder(about.rule(), about.pair().remote())) {
                negotiation.cancel();
                negotiations.values().remove(negotiation);
                waiting.remove(about.pair());
            }
        }
        for (Search search : List.copyOf(searches.values())) {
            Case about = search.about;
            searches.remove(about.pair());
            context.connections
                    .rule(about.pair().remote())
                    .filter(rule -> rule.group().begins())
                    .ifPresent(rule -> think(new Case(rule, about.pair())));
        }
    }

    private boolean isStillUnder(GroupRule rule, IpAddress remote) {
        return context.connections.rule(remote).filter(rule::means).isPresent();
    }

    /** Nothing is thought about any more, and nothing stays in the kernel. */
    void stop() {
        searches.clear();
        memories.all().forEach(memory -> forget(memory.pair()));
        negotiations.values().forEach(Negotiation::cancel);
        negotiations.clear();
        waiting.clear();
    }

    private static Duration atLeastASecond(Duration left) {
        return Duration.ofSeconds(Math.max(1, left.toSeconds()));
    }
}
