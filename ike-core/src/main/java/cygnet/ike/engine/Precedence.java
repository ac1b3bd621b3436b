package cygnet.ike.engine;

import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who comes first where two Child SAs are for the same traffic: an anonymous peer never replaces an authenticated one (RFC
 * 7619 section 3.3), and gives way as soon as there is one.
 */
final class Precedence {
    /** So long an initiator may take to find out that it does not believe our answer. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final EngineContext context;
    private final SelectorIndex<SaId, Owner> authenticated = new SelectorIndex<>();
    private final SelectorIndex<SaId, Owner> anonymous = new SelectorIndex<>();

    Precedence(EngineContext context) {
        this.context = context;
    }

    private record Owner(SaDriver driver, ChildSa child) {}

    /** The authenticated peer that has some of this traffic. */
    Optional<SaDriver> authenticatedOwner(List<PolicySelector> outbound) {
        return authenticated.overlapping(outbound).stream().findFirst().map(Owner::driver);
    }

    /** The anonymous peer that has some of this traffic. */
    Optional<SaDriver> anonymousOwner(List<PolicySelector> outbound) {
        return anonymous.overlapping(outbound).stream().findFirst().map(Owner::driver);
    }

    /** Whoever has a Child SA for some of this traffic; the oldest IKE SA first. */
    List<SaDriver> owners(PolicySelector outbound) {
        return Stream.of(authenticated, anonymous)
                .flatMap(index -> index.overlapping(List.of(outbound)).stream())
                .map(Owner::driver)
                .distinct()
                .sorted(Comparator.comparingInt(driver -> driver.sa().uniqueId()))
                .toList();
    }

    /** A Child SA is there, or has moved to this IKE SA. */
    void installed(SaDriver driver, ChildSa child) {
        Owner owner = new Owner(driver, child);
        SaId key = child.inbound().id();
        if (driver.sa().assurance() == Assurance.ANONYMOUS) {
            anonymous.put(key, owner, child.policies());
            // Both may have been in the making at the same time.
            authenticatedOwner(child.policies()).ifPresent(known -> giveWay(owner, known));
        } else {
            authenticated.put(key, owner, child.policies());
            if (driver.sa().originalInitiator()) {
                displaceAnonymous(child.policies());
            } else {
                context.after(SETTLING, () -> displaceAnonymous(child.policies()));
            }
        }
    }

    private void displaceAnonymous(List<PolicySelector> outbound) {
        authenticatedOwner(outbound)
                .ifPresent(known -> anonymous.overlapping(outbound).forEach(nobody -> giveWay(nobody, known)));
    }

    private static void giveWay(Owner nobody, SaDriver known) {
        nobody.driver().delete(nobody.child().inboundSpi(), "its traffic belongs to " + known.label());
    }

    /**
     * Another peer behind the same NAT that has some of this traffic. In transport mode both have the NAT's address, and no
     * policy can tell what is for which of them (RFC 7296 section 2.23.1). Whoever proves the same identity is the same
     * peer, come back.
     */
    Optional<SaDriver> neighbourBehindNat(IkeSa sa, Optional<Identification> peer, List<PolicySelector> outbound) {
        return Stream.concat(authenticated.overlapping(outbound).stream(), anonymous.overlapping(outbound).stream())
                .map(Owner::driver)
                .filter(other -> isNeighbour(sa, peer, other.sa()))
                .findFirst();
    }

    private static boolean isNeighbour(IkeSa sa, Optional<Identification> peer, IkeSa other) {
        boolean samePeer = peer.isPresent() && peer.equals(other.peerId());
        return other != sa
                && sa.nat().remote()
                && other.nat().remote()
                && !samePeer
                && sa.remote().address().equals(other.remote().address())
                && sa.remote().port() != other.remote().port();
    }

    void removed(ChildSa child) {
        authenticated.remove(child.inbound().id());
        anonymous.remove(child.inbound().id());
    }
}
