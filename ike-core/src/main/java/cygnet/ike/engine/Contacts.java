package cygnet.ike.engine;

import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.Unique;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.SaChange;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which IKE SAs we have with whom, by authenticated identity: what INITIAL_CONTACT (RFC 7296 section 2.4) is about, and how
 * many a connection allows. Anonymous peers have no identity, so that nothing here is about them (RFC 7619 section 2.3).
 */
final class Contacts {
    static final String LOST = "the peer has lost it; there is ";
    /** Who is forgotten is told once more that it is the first time, if there is no IKE SA with it: that does no harm. */
    private static final int MOST_MET = 10_000;

    /** Beyond this, those that came to nothing are swept away. */
    private static final int MOST_CLAIMS = 1000;

    /**
     * So many IKE SAs of a peer between other addresses are asked for a sign of life when there is another one. A host with a
     * thousand addresses has a thousand that are well; one that has come back elsewhere without a word betrays itself by any.
     */
    private static final int MOST_ELSEWHERE = 8;

    private final Map<Pair, Set<SaDriver>> established = new HashMap<>();
    private final Set<Pair> met = new LinkedHashSet<>();
    private final Map<Pair, IkeSa> claims = new HashMap<>();
    private int sweepAt = MOST_CLAIMS;

    /** Two identities as they are compared, host names in lower case; each family of addresses has IKE SAs of its own. */
    private record Pair(Identification ours, Identification theirs, boolean ipv6) {
        static Pair of(IkeSa sa, Connection connection, Identification peer) {
            boolean ipv6 = sa.remote().address().isIpv6();
            return new Pair(canonical(connection.local().id()), canonical(peer), ipv6);
        }

        private static Identification canonical(Identification id) {
            return id.fqdn().map(Identification::fqdn).orElse(id);
        }
    }

    /**
     * Whether this is the first IKE SA with a peer since our start, so that the peer should forget those of an earlier life.
     * Of several that are under way at the same time only one is.
     */
    boolean isInitial(IkeSa sa, Connection connection, Identification peer) {
        boolean anonymous = connection.local() instanceof LocalAuth.Null || peer.equals(Identification.NULL);
        Pair pair = Pair.of(sa, connection, peer);
        IkeSa claimant = claims.get(pair);
        boolean claimed = claimant != null && claimant != sa && claimant.lifecycle() != Lifecycle.CLOSED;
        if (anonymous || connection.unique() == Unique.NEVER || met.contains(pair) || claimed) {
            return false;
        }
        if (claims.size() >= sweepAt) {
            claims.values().removeIf(other -> other.lifecycle() == Lifecycle.CLOSED);
            sweepAt = Math.max(MOST_CLAIMS, 2 * claims.size());
        }
        claims.put(pair, sa);
        return true;
    }

    /** Why a peer that is about to be let in must not be: {@link Unique#KEEP}. Whom it would displace is asked for a sign of life. */
    Optional<String> objection(IkeSa sa, SaChange.Authenticated peer) {
        if (peer.connection().unique() != Unique.KEEP || peer.assurance() == Assurance.ANONYMOUS) {
            return Optional.empty();
        }
        List<SaDriver> present = of(Pair.of(sa, peer.connection(), peer.peer()));
        present.forEach(driver -> driver.timers().liveness().ask());
        return present.stream().findFirst().map(driver -> "unique = keep, and there is " + driver.label() + " already");
    }

    /** A peer has authenticated, or its IKE SA has a successor. */
    void established(SaDriver driver) {
        pair(driver.sa()).ifPresent(pair -> {
            claims.remove(pair);
            met.add(pair);
            if (met.size() > MOST_MET) {
                Iterator<Pair> oldest = met.iterator();
                oldest.next();
                oldest.remove();
            }
            established.computeIfAbsent(pair, p -> new LinkedHashSet<>()).add(driver);
        });
    }

    void closed(SaDriver driver) {
        pair(driver.sa())
                .ifPresent(pair -> established.computeIfPresent(
                        pair, (p, drivers) -> drivers.remove(driver) && drivers.isEmpty() ? null : drivers));
    }

    /** The peer has started anew: what it had before is no more, and is told nothing; nobody will answer a Delete under way either. */
    void initial(SaDriver driver) {
        if (driver.sa().connection().unique() != Unique.NEVER) {
            pair(driver.sa()).map(this::all).orElse(List.of()).stream()
                    .filter(old -> precedes(old, driver))
                    .forEach(old -> old.close("the peer has started anew, says INITIAL_CONTACT on " + driver.label()));
        }
    }

    /** An IKE SA with the same peer that is younger. */
    Optional<SaDriver> younger(SaDriver driver) {
        return pair(driver.sa()).map(this::of).orElse(List.of()).stream()
                .filter(other -> precedes(driver, other))
                .findFirst();
    }

    /**
     * Another IKE SA with a peer that we know: the earlier ones are in its way, or at least in doubt. Those between the same
     * addresses are; of the others, which may be those of a host with several addresses, the youngest stand for all.
     */
    void judgeOlder(SaDriver driver) {
        if (driver.sa().lifecycle() != Lifecycle.ESTABLISHED) {
            return;
        }
        boolean replace = driver.sa().connection().unique() == Unique.REPLACE;
        List<SaDriver> older = older(driver);
        int elsewhere = 0;
        for (int i = older.size() - 1; i >= 0; i--) {
            SaDriver old = older.get(i);
            if (replace) {
                old.closeWithDelete("unique = replace: " + driver.label() + " takes its place");
            } else if (old.timers().liveness().isInDoubt()) {
                // Asked several times, it said nothing, and authenticated elsewhere: it need not be asked for minutes.
                old.close(LOST + driver.label());
            } else if (old.sa().pair().equals(driver.sa().pair()) || elsewhere++ < MOST_ELSEWHERE) {
                old.timers().liveness().ask();
            }
        }
    }

    /** The IKE SAs that the peer had when it began this one, the oldest first. */
    private List<SaDriver> older(SaDriver driver) {
        return pair(driver.sa()).map(this::of).orElse(List.of()).stream()
                .filter(other -> precedes(other, driver))
                .toList();
    }

    /**
     * Whether an IKE SA was there when a peer with the same identity began another one. One that came up meanwhile was begun by
     * the other side at the same moment, and whoever said something about older ones knew nothing of it.
     */
    private static boolean precedes(SaDriver old, SaDriver driver) {
        return old != driver
                && old.sa()
                        .establishedAt()
                        .filter(at -> at.isBefore(driver.begunAt()))
                        .isPresent()
                // Who is less sure of its name takes nothing away from who is surer.
                && old.sa().assurance().compareTo(driver.sa().assurance()) <= 0;
    }

    private List<SaDriver> of(Pair pair) {
        return all(pair).stream()
                .filter(d -> d.sa().lifecycle() == Lifecycle.ESTABLISHED)
                .toList();
    }

    /** Those as well that are about to end. */
    private List<SaDriver> all(Pair pair) {
        return List.copyOf(established.getOrDefault(pair, Set.of()));
    }

    private static Optional<Pair> pair(IkeSa sa) {
        return sa.assurance() == Assurance.ANONYMOUS
                ? Optional.empty()
                : sa.peerId().map(peer -> Pair.of(sa, sa.connection(), peer));
    }
}
