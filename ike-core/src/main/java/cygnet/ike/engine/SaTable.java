package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.exchange.ChildPolicies;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.policy.ChildConfig;
import cygnet.ike.policy.Connection;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.SaChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All IKE SAs of an engine, by our SPI, by connection, and by the SPIs of their Child SAs. */
final class SaTable implements SaDriver.Registry {
    /** So long after our answer an initiator is taken to have installed what it says. */
    private static final Duration INITIATOR_READY = Duration.ofMillis(300);

    /** As long as the peer may need to install what it has agreed to, before older SAs are judged. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final EngineContext context;
    private final Map<IkeSpi, SaDriver> bySpi = new LinkedHashMap<>();
    private final Map<String, Set<SaDriver>> byConnection = new HashMap<>();
    private final Map<IpAddress, Set<SaDriver>> byPeer = new HashMap<>();
    private final Map<SaDriver, Place> places = new HashMap<>();
    private final Map<SaId, SaDriver> byChild = new HashMap<>();
    private final Farewells farewells;
    private final InitRequests initRequests;
    private final Rivals rivals;
    private Watcher watcher = new Watcher() {};

    /** Where an IKE SA is in the indexes: it may be with another connection, or elsewhere, by now. */
    private record Place(String connection, IpAddress remote) {}

    /** Who wants to know what becomes of the IKE SAs. */
    interface Watcher {
        /** The peer seems to have lost an IKE SA. */
        default void lost(SaDriver driver) {}

        /** Another IKE SA is to take the place of this one. */
        default void renew(SaDriver driver, String cause) {}

        /** The peer has proven who it is. */
        default void established(SaDriver driver) {}

        /** There is a Child SA. */
        default void installed(SaDriver driver, ChildSa child) {}

        /** The peer is ready for what is sent through a Child SA. */
        default void ready(SaDriver driver) {}

        /** A further Child SA cannot be had. */
        default void failed(SaDriver driver, ChildConfig child, String cause) {}

        /** Whether packets for the peer wait, so that they would leave as soon as there is an SA. */
        default boolean isAwaited(IkeSa sa) {
            return false;
        }

        /** An IKE SA is over. */
        default void closed(SaDriver driver, String cause) {}
    }

    SaTable(EngineContext context) {
        this.context = context;
        this.farewells = new Farewells(context);
        this.rivals = new Rivals(context);
        this.initRequests = new InitRequests(context, this::newSpi, this::register);
    }

    Farewells farewells() {
        return farewells;
    }

    InitRequests initRequests() {
        return initRequests;
    }

    SaDriver register(IkeSa sa, int firstRequest) {
        SaDriver driver = new SaDriver(context, this, sa, firstRequest);
        bySpi.put(sa.localSpi(), driver);
        index(driver);
        return driver;
    }

    private void index(SaDriver driver) {
        Place place =
                new Place(driver.sa().connection().name(), driver.sa().remote().address());
        places.put(driver, place);
        byConnection
                .computeIfAbsent(place.connection(), name -> new LinkedHashSet<>())
                .add(driver);
        byPeer.computeIfAbsent(place.remote(), address -> new LinkedHashSet<>()).add(driver);
    }

    private void unindex(SaDriver driver) {
        Place place = places.remove(driver);
        if (place != null) {
            remove(driver, byConnection, place.connection());
            remove(driver, byPeer, place.remote());
        }
    }

    private static <K> void remove(SaDriver driver, Map<K, Set<SaDriver>> index, K key) {
        index.computeIfPresent(key, (k, drivers) -> drivers.remove(driver) && drivers.isEmpty() ? null : drivers);
    }

    Optional<SaDriver> find(IkeSpi localSpi) {
        return Optional.ofNullable(bySpi.get(localSpi));
    }

    /** Whose Child SA this is one half of. */
    Optional<SaDriver> find(SaId half) {
        return Optional.ofNullable(byChild.get(half));
    }

    /** A copy: what is done to one SA may change the table. */
    List<SaDriver> of(Connection connection) {
        return List.copyOf(byConnection.getOrDefault(connection.name(), Set.of()));
    }

    /** Whether a connection has any. */
    boolean has(Connection connection) {
        return byConnection.containsKey(connection.name());
    }

    Collection<SaDriver> all() {
        return new ArrayList<>(bySpi.values());
    }

    boolean isEmpty() {
        return bySpi.isEmpty();
    }

    @Override
    public IkeSpi newSpi() {
        IkeSpi spi;
        do {
            spi = new IkeSpi(context.random().nextLong());
        } while (spi.isZero() || bySpi.containsKey(spi));
        return spi;
    }

    @Override
    public boolean isCrossed(IkeSa sa) {
        return watcher.isAwaited(sa)
                || withPeerOf(sa)
                        .map(SaDriver::sa)
                        .anyMatch(other -> other.lifecycle() == Lifecycle.CONNECTING && other.originalInitiator());
    }

    /**
     * The IKE SAs with the host that has this one, whatever their connections: the two sides may have begun under different ones.
     * One that has moved since it came up may be missing.
     */
    private Stream<SaDriver> withPeerOf(IkeSa sa) {
        IpAddress remote = sa.remote().address();
        return byPeer.getOrDefault(remote, Set.of()).stream()
                .filter(driver -> driver.sa().remote().address().equals(remote));
    }

    @Override
    public SaDriver successor(SaDriver old, SaChange.Successor successor) {
        return register(old.sa().successor(context.nextIkeId(), successor, context.random(), context.now()), 0);
    }

    @Override
    public void inherit(SaDriver old, SaDriver next) {
        boolean ending = old.sa().lifecycle() == Lifecycle.DELETING;
        next.sa().inherit(old.sa());
        for (ChildSa child : next.sa().children()) {
            boolean due = old.timers().wantsRekey(child.inboundSpi());
            old.timers().childRemoved(child);
            next.timers().childAdded(child);
            if (due) {
                next.timers().rekeyLater(child.inboundSpi());
            }
            installed(next, child);
        }
        next.path().inherit(old.path());
        next.receiver().established();
        next.timers().inherit(old.timers());
        next.timers().established();
        context.contacts.established(next);
        next.path().established();
        old.replacedBy(next);
        context.report(new IkeEvent.IkeSaRekeyed(old.label(), next.label()));
        if (ending) {
            // The Delete that waits for the rekeying to end is about this one now.
            next.closeWithDelete("it was to end when it was being rekeyed");
        }
    }

    @Override
    public void established(SaDriver driver) {
        unindex(driver);
        index(driver);
        initRequests.established(driver);
        context.contacts.established(driver);
        context.after(SETTLING, () -> context.contacts.judgeOlder(driver));
        rivals.established(
                driver, withPeerOf(driver.sa()).filter(other -> other != driver).toList());
        watcher.established(driver);
    }

    void watch(Watcher newWatcher) {
        watcher = newWatcher;
    }

    @Override
    public void lost(SaDriver driver) {
        watcher.lost(driver);
    }

    @Override
    public void renew(SaDriver driver, String cause) {
        watcher.renew(driver, cause);
    }

    @Override
    public void failed(SaDriver driver, ChildConfig child, String cause) {
        watcher.failed(driver, child, cause);
    }

    @Override
    public void installed(SaDriver driver, ChildSa child) {
        byChild.put(child.inbound().id(), driver);
        byChild.put(child.outbound().id(), driver);
        context.precedence.installed(driver, child);
        watcher.installed(driver, child);
        if (!child.nonces().ours() && child.replaces().isEmpty()) {
            context.after(INITIATOR_READY, () -> releaseHeld(child.inbound().id()));
        }
    }

    @Override
    public void moved(SaDriver driver, ChildSa before, ChildSa after) {
        removed(before);
        byChild.put(after.inbound().id(), driver);
        byChild.put(after.outbound().id(), driver);
        context.precedence.installed(driver, after);
    }

    /** Writing the policies again releases what they hold: those that the Child SA has by now. */
    private void releaseHeld(SaId inbound) {
        find(inbound).ifPresent(driver -> {
            driver.installOutbound(inbound.spi());
            driver.sa()
                    .child(inbound.spi())
                    .ifPresent(child -> context.perform(
                            ChildPolicies.commands(child.config(), child.reqid(), child.policies()),
                            "releasing packets for " + child.label()));
            watcher.ready(driver);
        });
    }

    @Override
    public void removed(ChildSa child) {
        byChild.remove(child.inbound().id());
        byChild.remove(child.outbound().id());
        context.precedence.removed(child);
    }

    @Override
    public void closed(SaDriver driver, String cause) {
        bySpi.remove(driver.sa().localSpi(), driver);
        driver.sa().children().forEach(this::removed);
        driver.farewell().ifPresent(farewell -> farewells.keep(driver.sa().localSpi(), farewell));
        unindex(driver);
        context.contacts.closed(driver);
        initRequests.closed(driver);
        watcher.closed(driver, cause);
    }
}
