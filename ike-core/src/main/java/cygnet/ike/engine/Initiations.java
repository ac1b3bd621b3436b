package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Attempts.Goal;
import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.IkeAuthInitiator;
import cygnet.ike.exchange.IkeSaInitInitiator;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What makes us begin: policies that wait for packets, ACQUIREs, and commands. */
final class Initiations {
    private static final String GONE = "its connection is not configured any more";
    private static final String IMPATIENCE = "no SA in time";

    private final EngineContext context;
    private final SaTable table;
    private final Attempts attempts;
    private final Renewals renewals;
    private final Traps traps;
    private final Introductions introductions;
    private final AnonymousPeers anonymousPeers;
    private final Acquires acquires;
    private final GroupPolicies groups;
    private final Deliberations deliberations;
    private final FlowInspection inspection;

    Initiations(EngineContext context, SaTable table) {
        this.context = context;
        this.table = table;
        this.traps = new Traps(context);
        this.introductions = new Introductions(context, table, traps, this::startTrapped, this::hasFailed);
        this.groups = new GroupPolicies(context);
        this.deliberations = new Deliberations(context, groups, introductions, this::startTrapped, this::giveUp);
        this.anonymousPeers = new AnonymousPeers(context, table, introductions);
        this.attempts =
                new Attempts(context, this::attempt, (goal, cause) -> deliberations.failed(goal.connection(), cause));
        this.acquires = new Acquires(context, table, attempts, this::initiate);
        this.renewals = new Renewals(context);
        this.inspection = new FlowInspection(context, table, attempts, deliberations);
        table.watch(new Watch());
    }

    private final class Watch implements SaTable.Watcher {
        @Override
        public void lost(SaDriver driver) {
            reconnect(driver);
        }

        @Override
        public void renew(SaDriver driver, String cause) {
            Initiations.this.renew(driver, cause);
        }

        @Override
        public void established(SaDriver driver) {
            if (isUnfounded(driver)) {
                revoke(driver);
                return;
            }
            renewals.advance(driver);
            if (!driver.sa().originalInitiator()) {
                attempts.alive(driver.sa().remote().address());
                deliberations.alive(driver.sa().remote().address());
            }
            anonymousPeers.established(driver);
        }

        @Override
        public void installed(SaDriver driver, ChildSa child) {
            attempts.installed(driver, child);
            deliberations.installed(driver.sa().pair());
            // Where the peer began, it may need a moment more than we do; the table says when.
            if (child.nonces().ours()) {
                ready(driver);
            }
            renewals.advance(driver);
        }

        @Override
        public boolean isAwaited(IkeSa sa) {
            return deliberations.isAwaited(sa.pair());
        }

        @Override
        public void ready(SaDriver driver) {
            deliberations.ready(driver.sa().pair());
        }

        @Override
        public void failed(SaDriver driver, ChildConfig child, String cause) {
            attempts.failed(driver, child, cause);
            renewals.abandoned(driver);
        }

        @Override
        public void closed(SaDriver driver, String cause) {
            attempts.closed(driver, cause);
            renewals.abandoned(driver);
        }
    }

    /** An operator is about to end it. */
    void abandon(SaDriver driver) {
        attempts.forget(driver);
    }

    /** Nothing is begun any more. */
    void stop() {
        attempts.stop();
        introductions.stop();
        anonymousPeers.stop();
        deliberations.stop();
        groups.stop();
    }

    /** Puts a new policy into force: installs its traps, removes those that are not in it, starts what is to start. */
    void configure(PeerPolicy policy, Map<IpAddress, IpAddress> newSources) {
        context.connections.configure(policy);
        introductions.retain();
        deliberations.renew();
        attempts.retain();
        groups.renew();
        traps.sources(newSources);
        traps.renew();
        table.all().stream().filter(this::isUnfounded).forEach(Initiations::revoke);
        policy.connections().forEach(this::start);
    }

    /** Whether it is with a peer that may no longer have it. */
    private boolean isUnfounded(SaDriver driver) {
        boolean known =
                driver.sa().lifecycle() != Lifecycle.CONNECTING || driver.sa().originalInitiator();
        return known && !context.connections.permit(driver.sa().connection());
    }

    private static void revoke(SaDriver driver) {
        driver.timers().revoked(GONE);
        driver.closeWithDelete(GONE);
    }

    /** DNS has a key for a host: that there was none, or not a sure one, is over. */
    void introduce(Input.Introduce introduce) {
        introduce.sources().forEach((remote, local) -> {
            AddressPair pair = new AddressPair(local, remote);
            if (introductions.isWanted(pair, introduce.assurance())) {
                deliberations.hasKey(pair);
            }
        });
        introductions.introduce(introduce);
        introduce.sources().forEach((remote, local) -> deliberations.named(new AddressPair(local, remote)));
    }

    /** An operator says that a host is not what we remember. */
    void retry(IpAddress remote) {
        attempts.retry(remote);
        deliberations.alive(remote);
    }

    void recall(Collection<Recollection> recollections) {
        recollections.forEach(deliberations::recall);
    }

    FlowView inspect(PolicySelector flow) {
        return inspection.inspect(flow);
    }

    Memories memories() {
        return deliberations.memories();
    }

    GroupPolicies groups() {
        return groups;
    }

    private void start(Connection connection) {
        connection.children().stream()
                .filter(child -> child.startAction().starts())
                .forEach(child -> initiate(connection, child, false));
    }

    private boolean hasFailed(AddressPair pair) {
        return deliberations
                .memories()
                .of(pair)
                .filter(memory -> memory.finding() == Finding.NO_SA)
                .isPresent();
    }

    /** A host that does not answer in time: if it may have an SA by now, it is told. */
    private void giveUp(Connection connection) {
        table.of(connection).stream()
                .filter(d -> d.sa().lifecycle() == Lifecycle.CONNECTING)
                .forEach(d -> d.closeWithDelete(IMPATIENCE));
    }

    /** What waits for packets is begun without one. */
    private void startTrapped(Connection connection) {
        connection.children().stream()
                .filter(child -> child.startAction().traps())
                .forEach(child -> initiate(connection, child, false));
    }

    /**
     * This host's addresses or routes have changed: policies for new addresses come first, then IKE SAs move or end, and what
     * is to be there always is begun again.
     */
    void readdress(Set<IpAddress> own, Map<IpAddress, IpAddress> newSources) {
        traps.sources(newSources);
        introductions.readdress(own, traps::route);
        deliberations.readdress(own);
        traps.renew();
        for (SaDriver driver : table.all()) {
            Connection connection = driver.sa().connection();
            driver.mobility()
                    .ownAddresses(own, standIn(connection, driver.sa().remote().address(), own));
        }
        context.policy().connections().stream()
                .filter(c -> table.of(c).isEmpty())
                .forEach(this::start);
    }

    /** The address that an IKE SA goes on with. */
    private Optional<IpAddress> standIn(Connection connection, IpAddress remote, Set<IpAddress> own) {
        return traps.route(remote)
                .filter(own::contains)
                .filter(connection.localAddresses()::contains)
                .or(() -> connection.localAddresses().hosts().stream()
                        .filter(a -> own.contains(a) && a.isIpv6() == remote.isIpv6())
                        .findFirst());
    }

    /** A packet waits for an SA. */
    void onAcquire(KernelEvent.Acquire acquire) {
        Optional<GroupRule> rule = groups.trap(acquire.reqid());
        if (rule.isPresent()) {
            deliberations.onAcquire(rule.get(), acquire);
        } else if (acquires.onAcquire(acquire)) {
            deliberations.onWaiting(new AddressPair(
                    acquire.flow().source().address(),
                    acquire.flow().destination().address()));
        }
    }

    /** Begins a Child SA with every peer of a connection, unless it is there or under way. */
    void initiate(Connection connection, ChildConfig child) {
        initiate(connection, child, true);
    }

    /** @param now whatever has failed before */
    private void initiate(Connection connection, ChildConfig child, boolean now) {
        for (IpAddress remote : connection.remoteAddresses().hosts()) {
            Optional<IpAddress> local = traps.source(connection, remote);
            if (local.isPresent()) {
                Goal goal = new Goal(connection, child, local.get(), remote);
                if (now || attempts.obstacle(goal).isEmpty()) {
                    attempt(goal, Optional.empty());
                }
            }
        }
    }

    private void attempt(Goal goal, Optional<Integer> acquireSequence) {
        boolean there = table.of(goal.connection()).stream()
                .filter(d -> d.sa().remote().address().equals(goal.remote()))
                .anyMatch(d -> Acquires.isAtWorkOn(d, goal.child())
                        || d.sa().children().stream().anyMatch(c -> c.config().equals(goal.child())));
        if (!there) {
            initiate(goal, acquireSequence);
        }
    }

    /** Begins an IKE SA alone with every peer of a connection that has none. */
    void initiate(Connection connection) {
        for (IpAddress remote : connection.remoteAddresses().hosts()) {
            Optional<IpAddress> local = traps.source(connection, remote);
            boolean there = table.of(connection).stream()
                    .anyMatch(d -> d.sa().remote().address().equals(remote));
            if (local.isPresent() && !there) {
                begin(new Ends(connection, local.get(), remote), Optional.empty(), Optional.empty());
            }
        }
    }

    /** A peer seems to have started anew: what it had is negotiated again, beside what may still be there. */
    private void reconnect(SaDriver lost) {
        Optional<SaDriver> younger = context.contacts.younger(lost);
        if (younger.isPresent()) {
            lost.close(Contacts.LOST + younger.get().label());
            return;
        }
        Connection connection = lost.sa().connection();
        IpAddress remote = lost.sa().remote().address();
        boolean configured = context.connections.contains(connection)
                && connection.remoteAddresses().hosts().contains(remote);
        boolean there = table.of(connection).stream()
                .filter(d -> d != lost && d.sa().remote().address().equals(remote))
                .anyMatch(
                        d -> d.sa().lifecycle() == Lifecycle.CONNECTING || d.sa().lifecycle() == Lifecycle.ESTABLISHED);
        Optional<ChildConfig> child = lost.sa().children().stream().findFirst().map(ChildSa::config);
        boolean worthIt = child.isPresent() || connection.childless() != Childless.NEVER;
        if (configured && !there && worthIt) {
            begin(new Ends(connection, lost.sa().local().address(), remote), child, Optional.empty());
        }
    }

    /** Whoever is behind a NAT cannot be called, and renews by itself. */
    private void renew(SaDriver old, String cause) {
        boolean possible = old.sa().lifecycle() == Lifecycle.ESTABLISHED
                && !old.sa().nat().remote()
                && context.connections.contains(old.sa().connection());
        if (possible && !renewals.isUnderWay(old)) {
            Optional<ChildConfig> child =
                    old.sa().children().stream().findFirst().map(ChildSa::config);
            if (child.isEmpty() && old.sa().connection().childless() == Childless.NEVER) {
                boolean awaited = old.outbound().has(e -> e instanceof CreateChildInitiator)
                        || old.inWork().isPresent();
                if (!awaited) {
                    old.closeWithDelete(cause + ", and there is no Child SA to go on with");
                }
                return;
            }
            context.report(new IkeEvent.IkeSaRenewing(old.label(), cause));
            Ends ends = new Ends(
                    old.sa().connection(),
                    old.sa().local().address(),
                    old.sa().remote().address());
            renewals.begun(begin(ends, child, Optional.empty()), old);
        }
    }

    private void initiate(Goal goal, Optional<Integer> acquireSequence) {
        Optional<SaDriver> established = table.of(goal.connection()).stream()
                .filter(d -> d.sa().lifecycle() == Lifecycle.ESTABLISHED)
                .filter(goal::isServedBy)
                .reduce((older, newer) -> newer);
        if (established.isPresent()) {
            SaDriver driver = established.get();
            driver.start(CreateChildInitiator.further(driver.sa(), context, goal.child(), acquireSequence));
            return;
        }
        begin(new Ends(goal.connection(), goal.local(), goal.remote()), Optional.of(goal.child()), acquireSequence);
    }

    /** Between which addresses a connection is to be had. */
    private record Ends(Connection connection, IpAddress local, IpAddress remote) {}

    private SaDriver begin(Ends ends, Optional<ChildConfig> child, Optional<Integer> acquireSequence) {
        Connection connection = ends.connection();
        IkeSa sa = new IkeSa(
                context.nextIkeId(),
                true,
                table.newSpi(),
                IkeSpi.ZERO,
                new Endpoint(ends.local(), connection.localPort()),
                new Endpoint(ends.remote(), connection.remotePort()),
                List.of(connection));
        SaDriver driver = table.register(sa, 0);
        child.ifPresent(c -> attempts.begun(driver, new Goal(connection, c, ends.local(), ends.remote())));
        prefetchKey(connection);
        driver.start(new IkeSaInitInitiator(sa, context, new IkeAuthInitiator(sa, context, child, acquireSequence)));
        return driver;
    }

    /** The key will be wanted for IKE_AUTH: DNS can find it while IKE_SA_INIT is under way. */
    private void prefetchKey(Connection connection) {
        if (connection.remote() instanceof RemoteAuth.DnsKeys dns) {
            dns.id()
                    .flatMap(Identification::fqdn)
                    .flatMap(DomainName::parse)
                    .ifPresent(name -> context.ask(new Question.KeysOf(name), outcome -> {}));
        }
    }
}
