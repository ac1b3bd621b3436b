package cygnet.dns.publish;

import cygnet.crypto.signature.VerificationKey;
import cygnet.dns.publish.PublishException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.IPSECKEYRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Whose name it is. A name is this host's if all its keys are, or if it has no key and says nothing else than this host
 * would say; so two hosts that were given one name don't take it from each other in turn.
 */
final class Ownership {
    private final Set<VerificationKey> ours;

    /** @param ours all keys that this host has or had */
    Ownership(Set<VerificationKey> ours) {
        this.ours = Set.copyOf(ours);
    }

    /** @throws PublishException naming what somebody else has published */
    void check(NameRecords seen, NameRecords wanted) throws PublishException {
        List<String> foreign = new ArrayList<>();
        for (Record known : seen.of(Type.IPSECKEY)) {
            if (!isOurs(known)) {
                foreign.add(Words.of(known));
            }
        }
        if (seen.of(Type.IPSECKEY).isEmpty()) {
            foreign.addAll(strange(seen, wanted));
        }
        if (!foreign.isEmpty()) {
            throw new PublishException(
                    Kind.FOREIGN,
                    Words.name(seen.owner()) + " is somebody else's: DNS has " + String.join(" and ", foreign)
                            + " there, which this host did not publish. Has another host this name? --force replaces"
                            + " them");
        }
    }

    boolean isOurs(Record known) {
        return known instanceof IPSECKEYRecord ipsecKey
                && Words.key(ipsecKey).filter(ours::contains).isPresent();
    }

    /** Whether the name has a key of ours. */
    boolean holds(NameRecords seen) {
        return seen.of(Type.IPSECKEY).stream().anyMatch(this::isOurs);
    }

    /** Records of a name without keys that are not about to be published. */
    private static List<String> strange(NameRecords seen, NameRecords wanted) {
        return wanted.types().stream()
                .flatMap(type -> seen.of(type).stream())
                .filter(known -> !wanted.of(known.getType()).contains(known))
                .map(Words::of)
                .toList();
    }

    /** Whether a reverse name points to {@code host}. */
    static boolean pointsTo(NameRecords reverse, Name host) {
        return reverse.of(Type.PTR).stream()
                .anyMatch(ptr ->
                        ptr instanceof PTRRecord pointer && pointer.getTarget().equals(host));
    }
}
