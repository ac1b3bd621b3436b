package cygnet.ike.engine;

import cygnet.ike.exchange.CreateChildInitiator;
import cygnet.ike.exchange.RekeyIkeInitiator;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.policy.Lifetime;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything about one IKE SA that happens because time has passed: lifetimes, giving up. */
final class SaTimers {
    /** After a rekeying that failed, the next is tried this much later, plus as much again at random. */
    private static final Duration REKEY_RETRY = Duration.ofSeconds(10);
    /** After TEMPORARY_FAILURE, another attempt is made this much later, plus as much again at random. */
    private static final Duration POSTPONEMENT = Duration.ofSeconds(2);
    /** After so long a peer that says TEMPORARY_FAILURE each time is given up. */
    private static final Duration BUSY_PATIENCE = Duration.ofMinutes(5);
    /** When the outbound half of a rekeyed pair goes into use even without the peer's Delete. */
    private static final Duration OUTBOUND_PATIENCE = Duration.ofSeconds(10);

    /** How long a rekeyed IKE SA waits for its Delete. */
    private static final Duration REPLACED_PATIENCE = Duration.ofSeconds(60);

    /** How long the peer has for the Delete of a successor that lost to another. */
    private static final Duration REDUNDANT_PATIENCE = Duration.ofSeconds(20);

    /** What the configuration does not permit any more is in the kernel for no longer, whether the peer answers or not. */
    private static final Duration REVOKED_PATIENCE = Duration.ofSeconds(2);

    /** So often in a row a peer may have forgotten what we go on with. */
    private static final int MOST_FORGOTTEN = 5;

    private final EngineContext context;
    private final SaDriver driver;
    private final OutboundWindow outbound;
    private final Map<String, Timers.Timer> running = new HashMap<>();
    private final Set<Spi> wanted = new HashSet<>();
    private final LivenessChecks liveness;
    private final IdleChildren idle;
    private final TrustChecks trust;
    private @Nullable Instant reauthenticationAt;
    private @Nullable Instant busySince;
    private int forgotten;

    SaTimers(EngineContext context, SaDriver driver, OutboundWindow outbound) {
        this.context = context;
        this.driver = driver;
        this.outbound = outbound;
        this.liveness = new LivenessChecks(context, driver, outbound);
        this.idle = new IdleChildren(context, driver);
        this.trust = new TrustChecks(context, driver);
    }

    /** The peer has this long to prove who it is. */
    void halfOpen() {
        set(
                "half-open",
                context.config.limits().halfOpen().lifetime(),
                () -> driver.giveUp("the peer did not authenticate in time"));
    }

    void established() {
        cancel("half-open");
        liveness.established();
        trust.established();
        idle.established();
        Lifetime lifetime = driver.sa().connection().lifetime();
        if (!lifetime.rekey().isZero()) {
            set("rekey", jittered(lifetime), this::rekeyIke);
        }
        Duration reauthentication = driver.sa().connection().reauthentication();
        if (!reauthentication.isZero() && reauthenticationAt == null) {
            // A tenth of it is random, so that not all come at once.
            long less = Math.floorMod(context.random().nextLong(), Math.max(1, reauthentication.toMillis() / 10));
            reauthenticationAt = context.now().plus(reauthentication.minusMillis(less));
        }
        if (reauthenticationAt != null) {
            reauthenticateAfter(Duration.between(context.now(), reauthenticationAt));
        }
        if (!lifetime.hard().isZero()) {
            set("hard", lifetime.hard(), () -> driver.closeWithDelete("its lifetime is over"));
        }
    }

    private void reauthenticateAfter(Duration delay) {
        set("reauthentication", delay.isNegative() ? Duration.ZERO : delay, () -> {
            reauthenticateAfter(REKEY_RETRY.multipliedBy(6));
            driver.renew("it is time to authenticate again");
        });
    }

    /** What rekeying does not change: when both sides are to authenticate again, and when the peer's key is looked for. */
    void inherit(SaTimers old) {
        reauthenticationAt = old.reauthenticationAt;
        trust.inherit(old.trust);
    }

    /**
     * One side has made so many requests. RFC 7296 section 2.2: the IKE SA is rekeyed before their numbers wrap, or ends.
     */
    void counted(int requests) {
        int most = context.config.limits().messageIds();
        if (requests == most) {
            rekeyIke();
        } else if (requests == Integer.MAX_VALUE) {
            driver.close("its message IDs are used up");
        }
    }

    /** A limit of the kernel's was met by one half of a Child SA. */
    void expired(SaId half, boolean hard) {
        driver.sa().children().stream()
                .filter(c -> c.inbound().id().equals(half) || c.outbound().id().equals(half))
                .findFirst()
                .ifPresent(child -> {
                    if (hard) {
                        driver.delete(child.inboundSpi(), "the kernel let it expire");
                    } else {
                        rekey(child.inboundSpi());
                    }
                });
    }

    /** A successor has taken over; whoever rekeyed will delete this SA, and if not, we do. */
    void replaced() {
        cancel("rekey");
        cancel("hard");
        cancel("reauthentication");
        liveness.close();
        trust.close();
        set("replaced", REPLACED_PATIENCE, () -> driver.closeWithDelete("replaced, and not deleted by the peer"));
    }

    /** It may not be there any more; the peer is being told. */
    void revoked(String cause) {
        set("revoked", REVOKED_PATIENCE, () -> driver.close(cause));
    }

    /** A Child SA is here: a new one, or one that an IKE SA brings that this one replaces. */
    void childAdded(ChildSa child) {
        Lifetime lifetime = child.config().lifetime();
        Spi spi = child.inboundSpi();
        // The one that it replaces needs no successor any more.
        child.replaces().ifPresent(old -> cancel("rekey " + old));
        if (!lifetime.rekey().isZero() && !driver.sa().hasSuccessor(child)) {
            set("rekey " + spi, left(jittered(lifetime), child), () -> rekey(spi));
        }
        if (!lifetime.hard().isZero()) {
            set("hard " + spi, left(lifetime.hard(), child), () -> driver.delete(spi, "its lifetime is over"));
        }
        idle.watch(child);
        if (child.outboundPending().isPresent()) {
            set("outbound " + spi, OUTBOUND_PATIENCE, () -> driver.installOutbound(spi));
        }
    }

    /** What is left of a time that began when the Child SA was installed. */
    private Duration left(Duration whole, ChildSa child) {
        Duration left = whole.minus(Duration.between(child.installedAt(), context.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * What a response to CREATE_CHILD_SA says about the peer's time. One that never has any does not agree with us on what
     * there is (RFC 7296 section 2.25).
     */
    void answered(boolean isBusy) {
        Instant since = busySince == null ? context.now() : busySince;
        busySince = isBusy ? since : null;
        if (isBusy && since.plus(BUSY_PATIENCE).isBefore(context.now())) {
            driver.closeWithDelete("the peer has put us off for " + BUSY_PATIENCE.toMinutes() + " minutes");
        }
    }

    /**
     * What a response to IKE_FOLLOWUP_KE says about the peer's memory. STATE_NOT_FOUND after several retries is fatal: the IKE
     * SA is to be deleted (RFC 9370 section 2.2.4).
     */
    void followedUp(IkeMessage response) {
        boolean last = response.notify(NotifyType.ADDITIONAL_KEY_EXCHANGE).isEmpty();
        if (response.notify(NotifyType.STATE_NOT_FOUND).isPresent()) {
            forgotten++;
        } else if (last) {
            forgotten = 0;
        }
        if (forgotten >= MOST_FORGOTTEN) {
            driver.closeWithDelete("the peer has forgotten " + forgotten + " exchanges");
        }
    }

    /** Begins an exchange after a while, since the peer had no time for it. */
    void postpone(OutboundExchange exchange) {
        Duration delay = POSTPONEMENT.plusMillis(Math.floorMod(context.random().nextLong(), POSTPONEMENT.toMillis()));
        set("postponed " + exchange.what(), delay, () -> driver.start(exchange));
    }

    void childRemoved(ChildSa child) {
        Spi spi = child.inboundSpi();
        wanted.remove(spi);
        cancel("rekey " + spi);
        cancel("hard " + spi);
        cancel("outbound " + spi);
        idle.removed(child);
    }

    /** Renews a Child SA now, and goes on trying until it is gone. */
    void rekey(Spi spi) {
        Optional<ChildSa> child = driver.sa().child(spi);
        if (child.isEmpty()
                || driver.sa().hasSuccessor(child.get())
                || driver.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        if (outbound.isIdle() && driver.sa().rivalNonces(spi).isEmpty()) {
            outbound.add(CreateChildInitiator.rekeying(driver.sa(), context, child.get()));
        }
        wanted.add(spi);
        set("rekey " + spi, retry(), () -> rekey(spi));
    }

    /** Whether a rekeying of a Child SA is due, and has not succeeded yet. */
    boolean wantsRekey(Spi spi) {
        return wanted.contains(spi);
    }

    /** Its successor came to nothing. */
    void rekeyLater(Spi spi) {
        wanted.add(spi);
        set("rekey " + spi, retry(), () -> rekey(spi));
    }

    /** A successor that lost to another: the peer will delete it, and if not, it goes without a word. */
    void redundant() {
        set("redundant", REDUNDANT_PATIENCE, () -> driver.close("redundant"));
    }

    /** Renews the IKE SA now, and goes on trying until it is replaced. */
    void rekeyIke() {
        if (driver.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        if (outbound.isIdle() && driver.sa().rivalNonces().isEmpty()) {
            outbound.add(new RekeyIkeInitiator(driver.sa(), context, driver.newSpi()));
        }
        set("rekey", retry(), this::rekeyIke);
    }

    private Duration jittered(Lifetime lifetime) {
        long jitter = lifetime.jitter().toMillis();
        long less = jitter <= 0 ? 0 : Math.floorMod(context.random().nextLong(), jitter);
        return lifetime.rekey().minusMillis(Math.min(less, lifetime.rekey().toMillis()));
    }

    private Duration retry() {
        return REKEY_RETRY.plusMillis(Math.floorMod(context.random().nextLong(), REKEY_RETRY.toMillis()));
    }

    private void set(String name, Duration delay, Runnable action) {
        Timers.@Nullable Timer before = running.put(name, context.after(delay, action));
        if (before != null) {
            before.cancel();
        }
    }

    private void cancel(String name) {
        Timers.@Nullable Timer timer = running.remove(name);
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Whether the peer is still there. */
    LivenessChecks liveness() {
        return liveness;
    }

    void close() {
        liveness.close();
        idle.close();
        trust.close();
        running.values().forEach(Timers.Timer::cancel);
        running.clear();
    }
}
