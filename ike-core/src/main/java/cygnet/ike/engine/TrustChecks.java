package cygnet.ike.engine;

import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Lifecycle;
import cygnet.ike.sa.PublishedKey;
import cygnet.ike.sa.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether DNS still has the key with which the peer of an IKE SA has proven who it is: asked anew whenever the answer's
 * time is over. A key that is gone ends what it authenticated; one that was replaced has the peer prove itself with the other
 * before that. Servers that give no answer prove nothing, but not for ever.
 */
final class TrustChecks {
    private static final Duration LEAST_LIFE = Duration.ofMinutes(1);
    private static final Duration MOST_LIFE = Duration.ofDays(1);
    /** After so long the question is asked once more, when there was no answer or not the one that was hoped for. */
    private static final Duration AGAIN = Duration.ofMinutes(1);
    /** Whoever has another key now may take so long to prove itself with it. */
    private static final Duration CHANGE = Duration.ofMinutes(2);
    /** So long a key is believed that nobody can tell about. */
    private static final Duration UNCERTAINTY = Duration.ofDays(1);

    private final EngineContext context;
    private final SaDriver driver;
    private Timers.@Nullable Timer timer;
    private EngineContext.@Nullable Cancellation question;
    private @Nullable State state;

    /**
     * What is known.
     *
     * @param due when to ask
     * @param confirmed when DNS last had the key
     * @param gone the last answer was that it has not
     */
    record State(Instant due, Instant confirmed, boolean gone) {}

    TrustChecks(EngineContext context, SaDriver driver) {
        this.context = context;
        this.driver = driver;
    }

    void inherit(TrustChecks old) {
        state = old.state;
    }

    void established() {
        driver.sa().published().ifPresent(published -> {
            if (state == null) {
                state = new State(context.now().plus(bounded(published.life())), context.now(), false);
            }
            askAt(state.due());
        });
    }

    private static Duration bounded(Duration life) {
        Duration least = life.compareTo(LEAST_LIFE) < 0 ? LEAST_LIFE : life;
        return least.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : least;
    }

    private void askAt(Instant due) {
        Duration wait = Duration.between(context.now(), due);
        timer = context.after(wait.isNegative() ? Duration.ZERO : wait, this::ask);
    }

    private void ask() {
        driver.sa()
                .published()
                .filter(published -> driver.sa().lifecycle() == Lifecycle.ESTABLISHED)
                .ifPresent(published -> question =
                        context.ask(new Question.KeysOf(published.name()), outcome -> judge(published, outcome)));
    }

    private void judge(PublishedKey published, DnsOutcome<HostKey> outcome) {
        question = null;
        State before = state;
        if (before == null) {
            return;
        }
        if (outcome instanceof DnsOutcome.Found<HostKey> found && isSureEnough(found)) {
            boolean there = found.records().stream().anyMatch(k -> k.key().equals(published.key()));
            if (there) {
                state = new State(context.now().plus(bounded(found.ttl())), context.now(), false);
                askAt(state.due());
            } else {
                replaced(published, before);
            }
        } else if (outcome instanceof DnsOutcome.Absent<HostKey> absent && (absent.proven() || !needsProof())) {
            gone(published, before, outcome.describe());
        } else {
            unknown(published, before, outcome.describe());
        }
    }

    private boolean needsProof() {
        return driver.sa().assurance() == Assurance.DNSSEC;
    }

    private boolean isSureEnough(DnsOutcome.Found<HostKey> found) {
        boolean enough = !(driver.sa().connection().remote() instanceof RemoteAuth.DnsKeys dns)
                || PeerKeys.assurance(found.validation()).compareTo(dns.least()) >= 0;
        return enough && !found.records().isEmpty();
    }

    /** The peer has another key, or others: it has a while to prove itself with one of them. */
    private void replaced(PublishedKey published, State before) {
        if (before.gone()) {
            driver.closeWithDelete(
                    "the key " + published.key().fingerprint() + " of " + published.name() + " is no longer in DNS");
            return;
        }
        state = new State(context.now().plus(CHANGE), before.confirmed(), true);
        askAt(state.due());
        driver.renew("DNS has other keys for " + published.name());
    }

    /** Asked once more, as a zone may be empty for a moment. */
    private void gone(PublishedKey published, State before, String outcome) {
        if (before.gone()) {
            driver.closeWithDelete("the keys of " + published.name() + " are no longer in DNS: " + outcome);
        } else {
            again(published, before, outcome, true);
        }
    }

    private void unknown(PublishedKey published, State before, String outcome) {
        if (before.confirmed().plus(UNCERTAINTY).isBefore(context.now())) {
            driver.closeWithDelete("nobody could tell for " + UNCERTAINTY.toHours()
                    + " hours whether DNS still has the key of " + published.name() + ": " + outcome);
        } else {
            again(published, before, outcome, before.gone());
        }
    }

    private void again(PublishedKey published, State before, String outcome, boolean gone) {
        context.report(new IkeEvent.LookedUp(driver.label(), "keys of " + published.name() + " once more", outcome));
        state = new State(context.now().plus(AGAIN), before.confirmed(), gone);
        askAt(state.due());
    }

    void close() {
        Optional.ofNullable(timer).ifPresent(Timers.Timer::cancel);
        Optional.ofNullable(question).ifPresent(asked -> asked.cancel(() -> {}));
    }
}
