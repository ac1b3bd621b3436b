package cygnet.ike.engine;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Peers that have not said who they are (RFC 7619), and that DNS may know: now, or when somebody has published a key. As long as
 * we have SAs with such a peer, its address is turned into a name from time to time, and a name with a key is an introduction. Then
 * the peer has to prove itself, and {@link Precedence} ends what it had without that. Where a group says that what is found out
 * does not do, what the peer has ends as well.
 */
final class AnonymousPeers {
    /** Whoever publishes a key is found out after so long. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /** So long it takes at least until as many questions may be asked as there are peers. */
    private static final Duration TOO_MANY = Duration.ofSeconds(10);

    /** These say nothing about the peer, only that DNS is out of order now. */
    private static final Set<Finding> UNCERTAIN = Set.of(Finding.NAME_UNKNOWN, Finding.DNS_FAILED);

    private final EngineContext context;
    private final SaTable table;
    private final Introductions introductions;
    private final HostSearch search;
    private final Map<AddressPair, Timers.Timer> watched = new HashMap<>();

    AnonymousPeers(EngineContext context, SaTable table, Introductions introductions) {
        this.context = context;
        this.table = table;
        this.introductions = introductions;
        this.search = new HostSearch(context);
    }

    /** Whoever proves to be a name with a key is introduced under it. */
    private final class Search implements HostSearch.Seeker {
        private final SaDriver driver;
        /** Nothing has been found out about the peer yet. */
        private final boolean first;

        Search(SaDriver driver, boolean first) {
            this.driver = driver;
            this.first = first;
        }

        @Override
        public String label() {
            return driver.label();
        }

        @Override
        public boolean isWaiting() {
            return isNobody(driver.sa());
        }

        @Override
        public Assurance least() {
            return rule(driver.sa()).map(GroupRule::least).orElse(Assurance.DNS);
        }

        @Override
        public boolean take(HostSearch.Candidate candidate) {
            return introductions.introduce(candidate.introduction(), driver.sa().pair());
        }

        @Override
        public void unfound(Finding finding, String cause) {
            if (first || !UNCERTAIN.contains(finding)) {
                judge(driver, finding, cause);
            }
        }
    }

    void established(SaDriver driver) {
        if (isNobody(driver.sa()) && !watched.containsKey(driver.sa().pair())) {
            askAgain(driver, Duration.ZERO, true);
        }
    }

    private static boolean isNobody(IkeSa sa) {
        return sa.assurance() == Assurance.ANONYMOUS && sa.lifecycle() == Lifecycle.ESTABLISHED;
    }

    private void askAgain(SaDriver driver, Duration wait, boolean first) {
        AddressPair pair = driver.sa().pair();
        watched.put(pair, context.after(wait, () -> askSuccessor(pair, driver, first)));
    }

    /** The IKE SA may have a successor by now. */
    private void askSuccessor(AddressPair pair, SaDriver before, boolean first) {
        watched.remove(pair);
        table.of(before.sa().connection()).stream()
                .filter(driver -> isNobody(driver.sa()) && driver.sa().pair().equals(pair))
                .findFirst()
                .ifPresent(driver -> ask(driver, first));
    }

    private void ask(SaDriver driver, boolean first) {
        if (driver.sa().nat().remote()) {
            askAgain(driver, AGAIN, false);
            judge(driver, Finding.NO_NAME, "the NAT's name is not the name of whoever is behind it");
            return;
        }
        IpAddress remote = driver.sa().remote().address();
        boolean taken = introductions.isTaken(driver.sa().pair(), Assurance.DNSSEC);
        boolean mayAsk = taken && context.claims.mayLookUp(remote, context.now());
        askAgain(driver, taken && !mayAsk ? TOO_MANY : AGAIN, first && !mayAsk);
        if (mayAsk) {
            search.begin(remote, new Search(driver, first));
        }
    }

    /** The rule under which we talk to this peer although it may be anybody. */
    private Optional<GroupRule> rule(IkeSa sa) {
        return context.connections
                .rule(sa.remote().address())
                .filter(rule -> rule.group().begins() && context.connections.isOfGroups(sa.connection()));
    }

    private void judge(SaDriver driver, Finding finding, String cause) {
        rule(driver.sa())
                .filter(rule -> rule.verdicts().of(finding) == Verdict.DROP)
                .ifPresent(rule -> {
                    introductions.dismissNobody(driver.sa().pair());
                    driver.closeWithDelete(rule + " is not for everybody: " + finding + ": " + cause);
                });
    }

    /** Nobody is looked for any more. */
    void stop() {
        List.copyOf(watched.values()).forEach(Timers.Timer::cancel);
        watched.clear();
    }
}
