package cygnet.daemon.selftest;

import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A name that this host signs for and the key that it signs with, held against what DNS tells everybody else. Whoever finds
 * nothing or something else there refuses this host, and only the other side's log would say why.
 */
public record PublishedKey(DomainName name, VerificationKey key) {
    /**
     * What came of the comparison.
     *
     * @param good whether peers will accept this host
     * @param text a line for the operator
     */
    public record Finding(boolean good, String text) {}

    /** Those that matter: of connections whose peers have their keys in DNS too, each once. */
    public static List<PublishedKey> of(List<Connection> connections) {
        return connections.stream()
                .filter(connection -> connection.remote() instanceof RemoteAuth.DnsKeys)
                .flatMap(PublishedKey::of)
                .distinct()
                .toList();
    }

    private static Stream<PublishedKey> of(Connection connection) {
        Optional<DomainName> name = connection.local().id().fqdn().flatMap(DomainName::parse);
        return connection.local() instanceof LocalAuth.Signature signature && name.isPresent()
                ? Stream.of(new PublishedKey(name.get(), signature.key().verificationKey()))
                : Stream.empty();
    }

    /** Judges what DNS says of the name. */
    public Finding judge(DnsOutcome<HostKey> outcome) {
        if (outcome instanceof Found<HostKey> found) {
            if (found.records().stream().noneMatch(record -> record.key().equals(key))) {
                return bad("does not hold this host's key " + key.fingerprint() + " (" + outcome.describe() + ")");
            }
            return found.validation() == Validation.SECURE
                    ? new Finding(true, "DNS tells peers the key of " + name + ": " + key.fingerprint() + ", secure")
                    : bad("is not protected by DNSSEC, and most peers insist on that");
        }
        if (outcome instanceof DnsOutcome.Absent) {
            return bad("is missing: publish what `cygnetctl show-key` prints");
        }
        return bad("cannot be looked up: " + outcome.describe());
    }

    private Finding bad(String what) {
        return new Finding(false, "peers will not accept this host as " + name + ": its IPSECKEY " + what);
    }
}
