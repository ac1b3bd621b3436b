package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the keys that were first seen for names whose zones are not signed, and tells when other ones appear. Nothing
 * vouches for the first keys, but whoever wants to take a name over later is noticed. Where DNSSEC vouches for a key, nothing
 * else counts, and what was remembered is forgotten.
 *
 * <p>That a known key is published beside a new one says nothing for the new one: public keys can be copied.
 *
 * <p>Safe for use by several threads.
 */
final class FirstSeen {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSeen.class);

    private final FirstSeenSettings settings;
    private final FirstSeenFile file;
    private final InstantSource clock;

    /** For each name the fingerprints of its keys, and when each was seen for the first time; guarded by this. */
    private Map<DomainName, Map<String, Instant>> names = new HashMap<>();

    private boolean isFull;

    FirstSeen(FirstSeenSettings settings, InstantSource clock) {
        this.settings = settings;
        this.file = new FirstSeenFile(settings.file());
        this.clock = clock;
    }

    /** What is left of {@code outcome} in view of what was seen before, which is remembered as well. */
    synchronized DnsOutcome<HostKey> judge(DomainName name, DnsOutcome<HostKey> outcome) {
        if (!(outcome instanceof Found<HostKey> found) || found.records().isEmpty()) {
            return outcome;
        }
        // An operator may have taken a name out meanwhile.
        file.readIfChanged().ifPresent(read -> names = read);
        Map<String, Instant> seen = names.get(name);
        if (Outcomes.isSecure(found)) {
            if (seen != null) {
                names.remove(name);
                file.write(names);
            }
            return found;
        }
        if (seen == null) {
            remember(name, found);
            return found;
        }
        List<HostKey> strange = found.records().stream()
                .filter(key -> !seen.containsKey(key.key().fingerprint()))
                .toList();
        return strange.isEmpty() ? found : changed(name, found, seen, strange);
    }

    private void remember(DomainName name, Found<HostKey> found) {
        if (names.size() >= settings.mostNames()) {
            if (!isFull) {
                LOG.warn("{} names are remembered with the keys first seen; no more will be", names.size());
                isFull = true;
            }
            return;
        }
        Map<String, Instant> keys = new TreeMap<>();
        found.records().forEach(key -> keys.put(key.key().fingerprint(), clock.instant()));
        names.put(name, keys);
        file.write(names);
    }

    private Found<HostKey> changed(
            DomainName name, Found<HostKey> found, Map<String, Instant> seen, List<HostKey> strange) {
        boolean refuses = settings.rule() == FirstSeenSettings.Rule.REFUSE;
        List<HostKey> keys = new ArrayList<>(found.records());
        List<String> flaws = new ArrayList<>(found.flaws());
        Map<String, Instant> more = new TreeMap<>(seen);
        for (HostKey key : strange) {
            String what = "the key " + key.key() + " is not one of those first seen for " + name + " (since "
                    + seen.values().stream().min(Instant::compareTo).orElseThrow() + "), and nothing vouches for it";
            if (refuses) {
                keys.remove(key);
                String remedy = "; if the change is meant, take the name out of " + settings.file();
                flaws.add(what + remedy);
                LOG.warn("refused: {}{}", what, remedy);
            } else {
                more.put(key.key().fingerprint(), clock.instant());
                flaws.add(what + "; used nevertheless");
                LOG.warn("{}; used nevertheless", what);
            }
        }
        if (!refuses) {
            names.put(name, more);
            file.write(names);
        }
        return new Found<>(keys, found.validation(), found.ttl(), flaws);
    }
}
