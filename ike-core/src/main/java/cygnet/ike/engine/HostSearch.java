package cygnet.ike.engine;

import cygnet.ike.address.IpAddress;
import cygnet.ike.auth.PeerKeys;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Question;

/** Turns an address into a name that has keys: its names are looked up, then the keys of one after the other. */
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

        /** The address has no name that is known. */
        void nameless(DnsOutcome<DomainName> outcome);

        /** What is known of one name's keys; true if nothing more is wanted. */
        boolean take(Candidate candidate);

        /** There are no more names, and none was taken. */
        void exhausted();
    }

    /**
     * A name of an address, and what DNS says about its keys.
     *
     * @param names the answer that it comes from
     */
    record Candidate(DomainName name, DnsOutcome.Found<DomainName> names, DnsOutcome<HostKey> keys) {
        boolean hasKeys() {
            return keys instanceof DnsOutcome.Found<HostKey> found
                    && !found.records().isEmpty();
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
                ask(seeker, found, 0);
            } else {
                seeker.nameless(outcome);
            }
        });
    }

    private void ask(Seeker seeker, DnsOutcome.Found<DomainName> names, int next) {
        if (next >= Math.min(names.records().size(), MOST_NAMES)) {
            seeker.exhausted();
            return;
        }
        DomainName name = names.records().get(next);
        context.ask(new Question.KeysOf(name), outcome -> {
            if (!seeker.isWaiting()) {
                return;
            }
            tell(seeker, "keys of " + name, outcome);
            if (!seeker.take(new Candidate(name, names, outcome))) {
                ask(seeker, names, next + 1);
            }
        });
    }

    private void tell(Seeker seeker, String question, DnsOutcome<?> outcome) {
        context.report(new IkeEvent.LookedUp(seeker.label(), question, outcome.describe()));
    }
}
