package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
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
    private final Map<IpAddress, Search> searches = new HashMap<>();

    private final Map<String, Negotiation> negotiations = new HashMap<>();
    /** Hosts for which packets wait at the trap of a rule. */
    private final Map<IpAddress, GroupRule> waiting = new HashMap<>();

    /** A host, and why we think about it. */
    record Case(GroupRule rule, IpAddress local, IpAddress remote) {}

    /** @param patience when it is given up; absent if never */
    private record Negotiation(Case about, Optional<Timers.Timer> patience) {
        void cancel() {
            patience.ifPresent(Timers.Timer::cancel);
        }
    }

    /** Keeps the worst that was found, as long as there may be a better name. */
    private final class Search implements HostSearch.Seeker {
        private final Case about;
        private Optional<Found> worst = Optional.empty();

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
            return Optional.ofNullable(searches.get(about.remote()))
                    .filter(this::equals)
                    .isPresent();
        }

        @Override
        public void nameless(DnsOutcome<DomainName> outcome) {
            decide(about, ofNames(outcome), outcome.describe());
        }

        @Override
        public boolean take(HostSearch.Candidate candidate) {
            Finding finding = finding(about, candidate);
            if (finding == Finding.KEY) {
                introduce(about, candidate);
                return true;
            }
            if (worst.isEmpty() || finding.isWorseThan(worst.get().finding())) {
                worst = Optional.of(new Found(
                        finding, candidate.name() + ": " + candidate.keys().describe()));
            }
            return false;
        }

        @Override
        public void exhausted() {
            Found found = worst.orElseThrow();
            decide(about, found.finding(), found.cause());
        }
    }

    private record Found(Finding finding, String cause) {}

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
        IpAddress remote = acquire.flow().destination().address();
        IpAddress local = acquire.flow().source().address();
        Case about = new Case(rule, local, remote);
        Optional<Memory> memory = memories.of(remote);
        Optional<Connection> introduced = context.connections.introduced(remote);
        if (searches.containsKey(remote)) {
            context.report(new IkeEvent.AcquireIgnored(acquire.flow(), "DNS is being asked about it already"));
        } else if (memory.isPresent()) {
            // The kernel has lost the shunt, or has another address of ours in mind.
            Duration left = Duration.between(context.now(), memory.get().until());
            policies.shunt(rule, local, remote, rule.verdicts().of(memory.get().finding()), atLeastASecond(left));
        } else if (introduced.isPresent()) {
            context.report(
                    new IkeEvent.Acquired(acquire.flow(), introduced.get().name()));
            protect(about, introduced.get());
        } else {
            context.report(new IkeEvent.Acquired(acquire.flow(), rule.toString()));
            think(about);
        }
    }

    private void think(Case about) {
        Search started = new Search(about);
        searches.put(about.remote(), started);
        hosts.begin(about.remote(), started);
    }

    /** Whether DNS is being asked about a host. */
    boolean isSearching(IpAddress remote) {
        return searches.containsKey(remote);
    }

    Memories memories() {
        return memories;
    }

    private static Finding ofNames(DnsOutcome<DomainName> outcome) {
        if (outcome instanceof DnsOutcome.Found || outcome instanceof DnsOutcome.Absent) {
            return Finding.NO_NAME;
        }
        return outcome instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.NAME_UNKNOWN;
    }

    private static Finding finding(Case about, HostSearch.Candidate candidate) {
        if (candidate.hasKeys()) {
            boolean sure =
                    candidate.introduction().assurance().compareTo(about.rule().least()) >= 0;
            return sure ? Finding.KEY : Finding.UNSURE_KEY;
        }
        DnsOutcome<HostKey> keys = candidate.keys();
        if (keys instanceof DnsOutcome.Found || keys instanceof DnsOutcome.Absent) {
            return Finding.NO_KEY;
        }
        return keys instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.DNS_FAILED;
    }

    private void introduce(Case about, HostSearch.Candidate candidate) {
        searches.remove(about.remote());
        if (introductions.introduce(candidate.introduction(), about.remote(), about.local())) {
            protect(about, context.connections.introduced(about.remote()).orElseThrow());
        } else {
            decide(about, Finding.NO_SA, "no connection takes " + candidate.name());
        }
    }

    private void protect(Case about, Connection connection) {
        waiting.put(about.remote(), about.rule());
        boolean impatient = about.rule().verdicts().of(Finding.NO_SA) == Verdict.PASS;
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
        if (searches.remove(remote) != null) {
            // It was quicker than our questions about it, which nobody needs answered any more.
            context.connections.rule(remote).ifPresent(rule -> waiting.put(remote, rule));
        }
        memories.recover(remote);
    }

    /** Whether packets for a host wait at the trap of its rule. */
    boolean isAwaited(IpAddress remote) {
        return searches.containsKey(remote) || waiting.containsKey(remote);
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
        searches.remove(remote);
        waiting.remove(remote);
        int before = memories.before(remote, finding);
        Duration life = finding.life(before);
        memories.surplus().ifPresent(this::alive);
        Memory memory = new Memory(
                about.rule(),
                about.local(),
                remote,
                finding,
                cause,
                context.now().plus(life),
                before);
        memories.remember(memory);
        context.report(new IkeEvent.Decided(remote, about.rule().toString(), memory.verdict(), cause, life));
        policies.shunt(about.rule(), about.local(), remote, memory.verdict(), life);
    }

    /** What was remembered in an earlier life is believed as long as the same rule holds. The clock may have been another one. */
    void recall(Recollection recollection) {
        boolean stillSo = recollection.until().isAfter(context.now())
                && !recollection.until().isAfter(context.now().plus(Finding.LONGEST))
                && context.connections.introduced(recollection.remote()).isEmpty()
                && memories.surplus().isEmpty();
        context.connections
                .rule(recollection.remote())
                .filter(rule -> stillSo && rule.toString().equals(recollection.rule()))
                .ifPresent(rule -> memories.remember(recollection.under(rule)));
    }

    /** A host has shown that things are otherwise now. */
    void alive(IpAddress remote) {
        Optional<Memory> memory = memories.of(remote);
        memories.recover(remote);
        memory.map(Memory::outbound).ifPresent(policies::unshunt);
    }

    /** After a change of the configuration: what is under another rule now is thought about anew. */
    void renew() {
        for (Memory memory : memories.all()) {
            if (!isStillUnder(memory.rule(), memory.remote())) {
                alive(memory.remote());
            }
        }
        for (Negotiation negotiation : List.copyOf(negotiations.values())) {
            Case about = negotiation.about();
            if (!isStillUnder(about.rule(), about.remote())) {
                negotiation.cancel();
                negotiations.values().remove(negotiation);
                waiting.remove(about.remote());
            }
        }
        for (Search search : List.copyOf(searches.values())) {
            Case about = search.about;
            searches.remove(about.remote());
            context.connections
                    .rule(about.remote())
                    .filter(rule -> rule.group().begins())
                    .ifPresent(rule -> think(new Case(rule, about.local(), about.remote())));
        }
    }

    private boolean isStillUnder(GroupRule rule, IpAddress remote) {
        return context.connections.rule(remote).filter(rule::means).isPresent();
    }

    /** Nothing is thought about any more, and nothing stays in the kernel. */
    void stop() {
        searches.clear();
        memories.hosts().forEach(this::alive);
        negotiations.values().forEach(Negotiation::cancel);
        negotiations.clear();
        waiting.clear();
    }

    private static Duration atLeastASecond(Duration left) {
        return Duration.ofSeconds(Math.max(1, left.toSeconds()));
    }
}
