package cygnet.ike.engine;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.exchange.AnnounceAddresses;
import cygnet.ike.exchange.RoutabilityCheck;
import cygnet.ike.exchange.UpdateAddresses;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.OutboundExchange;
import cygnet.ike.sa.SaChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes one IKE SA along when this host or its peer gets another address (RFC 4555).
 *
 * <p>Whoever began the first IKE SA of the series says which addresses are used; the other one says no more than which it
 * has. That RFC is about tunnel mode. In transport mode a Child SA is for the packets between two addresses, so its
 * selectors and policies move with it, on both sides: docs/decisions.md tells why.
 */
final class Mobility {
    /** So long an address may be missing before its IKE SAs are given up. */
    private static final Duration HOMELESS = Duration.ofSeconds(60);

    private final EngineContext context;
    private final SaDriver driver;
    private Timers.@Nullable Timer homeless;

    Mobility(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    /** Applies a change if it is about addresses; returns whether it is. */
    boolean apply(SaChange change) {
        if (change instanceof SaChange.AddressesUpdated updated) {
            updated.nat().ifPresent(driver.sa()::detected);
            if (!updated.seenAs().isEmpty()) {
                driver.sa().seenAs(updated.seenAs());
            }
            driver.path().moveChildren();
            driver.path().established();
        } else if (change instanceof SaChange.PeerMoved moved) {
            peerMoved(moved);
        } else if (change instanceof SaChange.PeerAddresses peer) {
            peerAddresses(peer);
        } else {
            return false;
        }
        return true;
    }

    /** Section 3.7: the IKE SA moves at once, its Child SAs when the peer has shown that it is there. */
    private void peerMoved(SaChange.PeerMoved moved) {
        IkeSa sa = driver.sa();
        boolean elsewhere =
                !moved.remote().equals(sa.remote()) || !moved.local().equals(sa.local());
        moved.nat().ifPresent(sa::detected);
        if (elsewhere) {
            driver.path().moveIkeTo(moved.local(), moved.remote());
            startUnlessWaiting(e -> e instanceof RoutabilityCheck, new RoutabilityCheck(sa, context));
        } else {
            driver.path().moveChildren();
        }
    }

    /** The peer has lost the address that we know it by, if it speaks from another one. */
    private void peerAddresses(SaChange.PeerAddresses peer) {
        IkeSa sa = driver.sa();
        boolean elsewhere = !peer.remote().address().equals(sa.remote().address());
        if (elsewhere && objectionTo(peer.remote().address()).isEmpty()) {
            driver.path().moveIkeTo(peer.local(), peer.remote());
            update();
        }
    }

    private void update() {
        startUnlessWaiting(e -> e instanceof UpdateAddresses, new UpdateAddresses(driver.sa(), context));
    }

    /** Goes before all that waits, which could only be said to the old place; one that runs has said it already. */
    private void startUnlessWaiting(Predicate<OutboundExchange> same, OutboundExchange exchange) {
        List<OutboundExchange> all = driver.outbound().all();
        boolean waiting = all.stream()
                .skip(driver.outbound().current().isPresent() ? 1 : 0)
                .anyMatch(same);
        if (!waiting) {
            driver.outbound().addFirst(exchange);
            driver.outbound().startNext();
        }
    }

    /**
     * Why the peer must not have this address; empty if it may. Otherwise a peer that is known under one address could have
     * the traffic of another host.
     */
    Optional<String> objectionTo(IpAddress address) {
        IkeSa sa = driver.sa();
        if (address.equals(sa.remote().address())) {
            return Optional.empty();
        }
        AddressSet allowed = sa.connection().remoteAddresses();
        if (address.isIpv6() != sa.remote().address().isIpv6() || !allowed.contains(address)) {
            return Optional.of("remote_addrs of " + sa.connection().name() + " does not allow it");
        }
        if (sa.connection().remote() instanceof RemoteAuth.DnsKeys
                && !allowed.hosts().contains(address)) {
            // Rule R101: its name was found to own the address that it had, and no other.
            return Optional.of("its name has to be looked up for a new address");
        }
        PolicySelector traffic =
                PolicySelector.between(IpNetwork.host(sa.local().address()), IpNetwork.host(address));
        return context.ownerOtherThan(sa, traffic).map(owner -> "that is " + owner);
    }

    /**
     * This host's addresses are others.
     *
     * @param own all that it has
     * @param instead the one to be used towards the peer, if there is one
     */
    void ownAddresses(Set<IpAddress> own, Optional<IpAddress> instead) {
        IkeSa sa = driver.sa();
        if (own.contains(sa.local().address())) {
            stopWaiting();
        } else if (sa.lifecycle() == Lifecycle.CONNECTING || !sa.mobike()) {
            driver.close("our address " + sa.local().address() + " is gone");
        } else if (sa.lifecycle() != Lifecycle.ESTABLISHED) {
            // It ends anyway, and can say so from wherever we are.
            instead.ifPresent(a -> driver.path().moveIkeTo(sa.local().withAddress(a), sa.remote()));
        } else if (instead.isPresent()) {
            stopWaiting();
            moveOurselves(sa.local().withAddress(instead.get()), own);
        } else if (homeless == null) {
            homeless =
                    context.after(HOMELESS, () -> driver.close("we have had no address towards the peer for too long"));
        }
    }

    private void moveOurselves(Endpoint here, Set<IpAddress> own) {
        IkeSa sa = driver.sa();
        // Section 3.5: the peer is where it was, so that nothing has to be checked before the Child SAs move. A
        // responder
        // whose address is gone may do so as well.
        driver.path().moveTo(here, sa.remote());
        if (sa.mobikeInitiator()) {
            update();
        } else {
            List<IpAddress> others = own.stream()
                    .filter(a -> !a.equals(here.address())
                            && sa.connection().localAddresses().contains(a))
                    .toList();
            driver.outbound().addFirst(new AnnounceAddresses(others));
            driver.outbound().startNext();
        }
    }

    /**
     * The IKE SA has a successor. The peer may have made it before it learned that we have moved, or may learn it too late on this
     * one: what it has not confirmed is said again on the new one.
     */
    void replacedBy(SaDriver next) {
        Optional<OutboundExchange> unconfirmed = driver.outbound()
                .current()
                .filter(e -> e instanceof UpdateAddresses || e instanceof AnnounceAddresses)
                .flatMap(e -> e.movedTo(next.sa()));
        if (unconfirmed.isPresent()) {
            next.outbound().addFirst(unconfirmed.get());
            next.outbound().startNext();
        }
        close();
    }

    private void stopWaiting() {
        if (homeless != null) {
            homeless.cancel();
            homeless = null;
        }
    }

    void close() {
        stopWaiting();
    }
}
