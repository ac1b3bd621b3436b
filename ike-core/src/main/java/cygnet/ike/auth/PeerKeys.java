package cygnet.ike.auth;

import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.sa.Attempt;
import cygnet.ike.sa.PublishedKey;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys that a peer may sign with, and how sure they make us.
 *
 * @param keys in the order in which they are tried
 * @param origin what vouches for them, for people; may be empty
 * @param published where DNS has them, and for how long; empty if they are not from DNS
 */
public record PeerKeys(List<VerificationKey> keys, Assurance assurance, String origin, Optional<Published> published) {
    /** How many keys of one name are tried: each costs a signature verification. */
    static final int MOST_KEYS = 4;

    public static final PeerKeys NONE = new PeerKeys(List.of(), Assurance.ANONYMOUS, "");

    public PeerKeys {
        keys = List.copyOf(keys);
    }

    PeerKeys(List<VerificationKey> keys, Assurance assurance, String origin) {
        this(keys, assurance, origin, Optional.empty());
    }

    /** The name that has the keys, and how long its records may be remembered. */
    record Published(DomainName name, Duration life) {
        PublishedKey key(VerificationKey key) {
            return new PublishedKey(name, key, life);
        }
    }

    /** What a peer says about itself, and where and when. */
    public record Claim(Identification peer, IpAddress address, List<Octets> certificates, Instant now) {
        public Claim {
            certificates = List.copyOf(certificates);
        }
    }

    /** Whether they can be found before the peer has said a word. */
    public static boolean areKnownBefore(RemoteAuth auth) {
        return auth.id().isPresent() && auth.bySignature() && !(auth instanceof RemoteAuth.Certificates);
    }

    /**
     * Finds the keys of a peer.
     *
     * @param claim with the peer's address, which a name that nobody configured must own
     */
    public static Step find(RemoteAuth auth, Claim claim, Function<Attempt<PeerKeys>, Step> then) {
        if (auth instanceof RemoteAuth.Certificates certificates) {
            return Step.ask(
                    new Question.Compute<>(
                            "the peer's certificates",
                            () -> Certificates.check(certificates, claim.peer(), claim.certificates(), claim.now())),
                    then);
        }
        Identification peer = claim.peer();
        if (auth instanceof RemoteAuth.PinnedKeys pinned) {
            return then.apply(Attempt.of(new PeerKeys(pinned.keys(), Assurance.PINNED, "")));
        }
        if (!(auth instanceof RemoteAuth.DnsKeys dns)) {
            return then.apply(Attempt.failed("this connection takes no signatures"));
        }
        Optional<DomainName> name = peer.fqdn().flatMap(DomainName::parse);
        if (name.isEmpty()) {
            return then.apply(Attempt.failed("DNS has no keys for " + peer + ": it is not a host name"));
        }
        return Step.ask(
                new Question.KeysOf(name.get()),
                outcome -> usable(outcome, dns.least(), name.get())
                        .fold(
                                keys -> dns.id().isPresent()
                                        ? then.apply(Attempt.of(keys))
                                        : confirmAddress(keys, dns, name.get(), claim.address(), then),
                                cause -> then.apply(Attempt.failed(cause))));
    }

    private static Attempt<PeerKeys> usable(DnsOutcome<HostKey> outcome, Assurance least, DomainName name) {
        if (outcome instanceof Found<HostKey> found && !found.records().isEmpty()) {
            Assurance assurance = assurance(found.validation());
            if (assurance.compareTo(least) < 0) {
                return Attempt.failed(
                        "IPSECKEY of " + name + " is not protected by DNSSEC, and " + least + " is required");
            }
            return Attempt.of(new PeerKeys(
                    found.records().stream().map(HostKey::key).limit(MOST_KEYS).toList(),
                    assurance,
                    "",
                    Optional.of(new Published(name, found.ttl()))));
        }
        return Attempt.failed("IPSECKEY of " + name + ": " + outcome.describe());
    }

    /** RFC 4301 section 4.4.3: the key proves the name; the name must also own the address. */
    private static Step confirmAddress(
            PeerKeys keys,
            RemoteAuth.DnsKeys dns,
            DomainName name,
            IpAddress address,
            Function<Attempt<PeerKeys>, Step> then) {
        return Step.ask(new Question.AddressesOf(name), outcome -> {
            boolean owned = outcome instanceof Found<IpAddress> found
                    && assurance(found.validation()).compareTo(dns.least()) >= 0
                    && found.records().contains(address);
            return then.apply(
                    owned
                            ? Attempt.of(keys)
                            : Attempt.failed(
                                    name + " does not own the address " + address + ": " + outcome.describe()));
        });
    }

    /** How sure a key makes us that DNS gives. */
    public static Assurance assurance(Validation validation) {
        return validation == Validation.SECURE ? Assurance.DNSSEC : Assurance.DNS;
    }
}
