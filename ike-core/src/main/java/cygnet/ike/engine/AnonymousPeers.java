package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.Question;
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

    private static final int MOST_NAMES = 4;

    private final EngineContext context;
    private final SaTable table;
    private final Introductions introductions;
    private final Map<IpAddress, Timers.Timer> watched = new HashMap<>();

    AnonymousPeers(EngineContext context, SaTable table, Introductions introductions) {
        this.context = context;
        this.table = table;
        this.introductions = introductions;
    }

    /** What has been found out about a peer so far. */
    private record Search(SaDriver driver, DnsOutcome.Found<DomainName> names, int next) {
        IpAddress remote() {
            return driver.sa().remote().address();
        }

        boolean isOver() {
            return next >= Math.min(names.records().size(), MOST_NAMES);
        }

        DomainName name() {
            return names.records().get(next);
        }

        Search further() {
            return new Search(driver, names, next + 1);
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
        if (introductions.isWanted(remote, local) && context.claims.mayLookUp(remote, context.now())) {
            context.ask(new Question.NamesOf(remote), outcome -> named(driver.get(), outcome));
        }
    }

    private void named(SaDriver driver, DnsOutcome<DomainName> outcome) {
        tell(driver, "names of " + driver.sa().remote().address(), outcome);
        if (outcome instanceof DnsOutcome.Found<DomainName> found) {
            askKeys(new Search(driver, found, 0));
        }
    }

    private void askKeys(Search search) {
        if (!search.isOver() && isNobody(search.driver().sa())) {
            context.ask(new Question.KeysOf(search.name()), outcome -> judge(search, outcome));
        }
    }

    private void judge(Search search, DnsOutcome<HostKey> outcome) {
        tell(search.driver(), "keys of " + search.name(), outcome);
        boolean taken = outcome instanceof DnsOutcome.Found<HostKey> found
                && !found.records().isEmpty()
                && introductions.introduce(
                        new Introductions.Introduction(search.name(), assurance(search.names(), found), found.ttl()),
                        search.remote(),
                        search.driver().sa().local().address());
        if (!taken) {
            askKeys(search.further());
        }
    }

    /** That a host has this name, and that the name has this key: the weaker of the two. */
    private static Assurance assurance(DnsOutcome.Found<DomainName> names, DnsOutcome.Found<HostKey> keys) {
        Assurance ofName = PeerKeys.assurance(names.validation());
        Assurance ofKey = PeerKeys.assurance(keys.validation());
        return ofName.compareTo(ofKey) < 0 ? ofName : ofKey;
    }

    private void tell(SaDriver driver, String question, DnsOutcome<?> outcome) {
        context.report(new IkeEvent.LookedUp(driver.label(), question, outcome.describe()));
    }

    /** Nobody is looked for any more. */
    void stop() {
        List.copyOf(watched.values()).forEach(Timers.Timer::cancel);
        watched.clear();
    }
}
