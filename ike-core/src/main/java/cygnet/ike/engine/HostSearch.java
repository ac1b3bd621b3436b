package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;
import java.util.Optional;

/**
 * Turns an address into a name that has keys: its names are looked up, then the keys of one after the other. If none will do, the
 * worst that was found counts.
 */
final class HostSearch {
    /** More names than this are none: whoever owns a reverse zone may put any number into it. */
    private static final int MOST_NAMES = 4;

    private final EngineContext context;

    HostSearch(EngineContext context) {
        this.context = context;
    }

    /** Who wants to know. */
    interface Seeker {
        /** For the log: what it is about. */
        String label();

        /** Whether it still wants to know. */
        boolean isWaiting();

        /** How sure one must be of a key. */
        Assurance least();

        /** A name with a key that is sure enough; true if nothing more is wanted. */
        boolean take(Candidate candidate);

        /** There is none; the cause is for people. */
        void unfound(Finding finding, String cause);
    }

    /** The worst that was found so far. */
    private record Found(Finding finding, String cause) {}

    /**
     * A name of an address, and what DNS says about its keys.
     *
     * @param names the answer that it comes from
     */
    record Candidate(DomainName name, DnsOutcome.Found<DomainName> names, DnsOutcome<HostKey> keys) {
        private Finding finding(Assurance least) {
            if (keys instanceof DnsOutcome.Found<HostKey> found
                    && !found.records().isEmpty()) {
                return introduction().assurance().compareTo(least) >= 0 ? Finding.KEY : Finding.UNSURE_KEY;
            }
            if (keys instanceof DnsOutcome.Found || keys instanceof DnsOutcome.Absent) {
                return Finding.NO_KEY;
            }
            return keys instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.DNS_FAILED;
        }

        /**
         * That the host has this name, and that the name has this key: the weaker of the two.
         *
         * @throws IllegalStateException if it has no keys
         */
        Introductions.Introduction introduction() {
            if (!(keys instanceof DnsOutcome.Found<HostKey> found)) {
                throw new IllegalStateException(name + " has no keys");
            }
            Assurance ofName = PeerKeys.assurance(names.validation());
            Assurance ofKey = PeerKeys.assurance(found.validation());
            return new Introductions.Introduction(name, ofName.compareTo(ofKey) < 0 ? ofName : ofKey, found.ttl());
        }
    }

    void begin(IpAddress remote, Seeker seeker) {
        context.ask(new Question.NamesOf(remote), outcome -> {
            if (!seeker.isWaiting()) {
                return;
            }
            tell(seeker, "names of " + remote, outcome);
            if (outcome instanceof DnsOutcome.Found<DomainName> found
                    && !found.records().isEmpty()) {
                ask(seeker, found, 0, Optional.empty());
            } else {
                seeker.unfound(ofNames(outcome), outcome.describe());
            }
        });
    }

    private void ask(Seeker seeker, DnsOutcome.Found<DomainName> names, int next, Optional<Found> worst) {
        if (next >= Math.min(names.records().size(), MOST_NAMES)) {
            worst.ifPresent(found -> seeker.unfound(found.finding(), found.cause()));
            return;
        }
        DomainName name = names.records().get(next);
        context.ask(new Question.KeysOf(name), outcome -> {
            if (!seeker.isWaiting()) {
                return;
            }
            tell(seeker, "keys of " + name, outcome);
            Candidate candidate = new Candidate(name, names, outcome);
            Finding finding = candidate.finding(seeker.least());
            if (finding == Finding.KEY) {
                if (!seeker.take(candidate)) {
                    ask(seeker, names, next + 1, worst);
                }
                return;
            }
            boolean worse = worst.isEmpty() || finding.isWorseThan(worst.get().finding());
            Optional<Found> found = worse ? Optional.of(new Found(finding, name + ": " + outcome.describe())) : worst;
            ask(seeker, names, next + 1, found);
        });
    }

    private static Finding ofNames(DnsOutcome<DomainName> outcome) {
        if (outcome instanceof DnsOutcome.Found || outcome instanceof DnsOutcome.Absent) {
            return Finding.NO_NAME;
        }
        return outcome instanceof DnsOutcome.Bogus ? Finding.BOGUS : Finding.NAME_UNKNOWN;
    }

    private void tell(Seeker seeker, String question, DnsOutcome<?> outcome) {
        context.report(new IkeEvent.LookedUp(seeker.label(), question, outcome.describe()));
    }
}
