package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Peers that have not said who they are (RFC 7619), and that DNS may know: now, or when somebody has published a key. As long as
 * we have SAs with such a peer, its address is turned into a name from time to time, and a name with a key is an introduction. Then
 * the peer has to prove itself, and {@link Precedence} ends what it had without that.
 */
final class AnonymousPeers {
    /** Whoever publishes a key is found out after so long. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private final EngineContext context;
    private final SaTable table;
    private final Introductions introductions;
    private final HostSearch search;
    private final Map<IpAddress, Timers.Timer> watched = new HashMap<>();

    AnonymousPeers(EngineContext context, SaTable table, Introductions introductions) {
        this.context = context;
        this.table = table;
        this.introductions = introductions;
        this.search = new HostSearch(context);
    }

    /** Whoever proves to be a name with a key is introduced under it. */
    private record Search(SaDriver driver, Introductions introductions) implements HostSearch.Seeker {
        @Override
        public String label() {
            return driver.label();
        }

        @Override
        public boolean isWaiting() {
            return isNobody(driver.sa());
        }

        @Override
        public void nameless(DnsOutcome<DomainName> outcome) {
            // It stays nobody.
        }

        @Override
        public boolean take(HostSearch.Candidate candidate) {
            IkeSa sa = driver.sa();
            return candidate.hasKeys()
                    && introductions.introduce(
                            candidate.introduction(),
                            new AddressPair(sa.local().address(), sa.remote().address()));
        }

        @Override
        public void exhausted() {
            // It stays nobody.
        }
    }

    void established(SaDriver driver) {
        IpAddress remote = driver.sa().remote().address();
        if (isNobody(driver.sa()) && !watched.containsKey(remote)) {
            askAgain(remote, driver, Duration.ZERO);
        }
    }

    /** The NAT's name is not the name of whoever is behind it. */
    private static boolean isNobody(IkeSa sa) {
        return sa.assurance() == Assurance.ANONYMOUS
                && sa.lifecycle() == Lifecycle.ESTABLISHED
                && !sa.nat().remote();
    }

    private void askAgain(IpAddress remote, SaDriver driver, Duration wait) {
        watched.put(remote, context.after(wait, () -> ask(remote, driver)));
    }

    /** @param before whom it was about last time: its IKE SA may have a successor by now */
    private void ask(IpAddress remote, SaDriver before) {
        Optional<SaDriver> driver = table.of(before.sa().connection()).stream()
                .filter(d -> isNobody(d.sa()) && d.sa().remote().address().equals(remote))
                .findFirst();
        if (driver.isEmpty()) {
            watched.remove(remote);
            return;
        }
        askAgain(remote, driver.get(), AGAIN);
        IpAddress local = driver.get().sa().local().address();
        if (introductions.isWanted(new AddressPair(local, remote), Assurance.DNSSEC)
                && context.claims.mayLookUp(remote, context.now())) {
            search.begin(remote, new Search(driver.get(), introductions));
        }
    }

    /** Nobody is looked for any more. */
    void stop() {
        List.copyOf(watched.values()).forEach(Timers.Timer::cancel);
        watched.clear();
    }
}
