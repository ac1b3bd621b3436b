package cygnet.dns;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names that one address goes by: its reverse name if that has keys of its own (RFC 4025 section 1.2), else those that
 * its records claim and whose own addresses confirm it. Whoever runs a reverse zone may claim any name; only the name's own
 * zone says whose it is.
 */
final class AddressNames {
    /** Claims that are looked into; each costs two questions. */
    static final int MOST_CLAIMS = 4;

    private final IpAddress address;
    private final Function<DomainName, CompletionStage<DnsOutcome<IpAddress>>> addresses;

    // What has come so far; changed by one stage after the other.
    private final List<DomainName> names = new ArrayList<>();
    private final List<String> flaws = new ArrayList<>();
    private Validation validation = Validation.SECURE;
    private Duration ttl = Lifetimes.MOST_TTL;
    private @Nullable DnsOutcome<?> failure;

    /** {@code addresses} looks up a name's addresses. */
    AddressNames(IpAddress address, Function<DomainName, CompletionStage<DnsOutcome<IpAddress>>> addresses) {
        this.address = address;
        this.addresses = addresses;
    }

    /**
     * Only to be called once.
     *
     * @param keys the keys of the reverse name
     * @param claims which names its records claim
     */
    CompletionStage<DnsOutcome<DomainName>> of(DnsOutcome<HostKey> keys, DnsOutcome<NameClaim> claims) {
        if (Outcomes.isFailure(keys)) {
            return CompletableFuture.completedStage(Outcomes.failure(keys));
        }
        weigh(keys);
        if (keys instanceof Found<HostKey> found) {
            flaws.addAll(found.flaws());
            if (!found.records().isEmpty()) {
                names.add(ReverseName.of(address));
                return CompletableFuture.completedStage(outcome());
            }
        }
        if (Outcomes.isFailure(claims)) {
            return CompletableFuture.completedStage(Outcomes.failure(claims));
        }
        weigh(claims);
        if (keys instanceof Absent<HostKey> first && claims instanceof Absent<NameClaim> second) {
            boolean nameExists = first.nameExists() || second.nameExists();
            return CompletableFuture.completedStage(new Absent<>(validation == Validation.SECURE, nameExists, ttl));
        }
        return confirm(candidates(claims));
    }

    /** An answer that the result rests upon: the result is not better than it, nor does it live longer. */
    private void weigh(DnsOutcome<?> answer) {
        if (!Outcomes.isSecure(answer)) {
            validation = Validation.UNVALIDATED;
        }
        ttl = Lifetimes.least(ttl, Outcomes.ttl(answer));
    }

    /** The names to look into, each with what its first claim is called. */
    private Map<DomainName, String> candidates(DnsOutcome<NameClaim> outcome) {
        List<NameClaim> claims = outcome instanceof Found<NameClaim> found ? found.records() : List.of();
        if (outcome instanceof Found<NameClaim> found) {
            flaws.addAll(found.flaws());
        }
        Map<DomainName, String> candidates = new LinkedHashMap<>();
        for (NameClaim claim : claims.subList(0, Math.min(claims.size(), MOST_CLAIMS))) {
            Optional<DomainName> name = DomainName.parse(claim.name());
            if (name.isEmpty()) {
                flaws.add(claim + ": not the name of a host");
            } else {
                candidates.putIfAbsent(name.get(), claim.record() + " " + name.get());
            }
        }
        int unread = claims.size() - MOST_CLAIMS;
        if (unread > 0) {
            flaws.add(unread + " more claims of names were not looked into: at most " + MOST_CLAIMS + " are");
        }
        return candidates;
    }

    /** Looks the claimed names' addresses up, all at the same time, and judges them in their order. */
    private CompletionStage<DnsOutcome<DomainName>> confirm(Map<DomainName, String> candidates) {
        Map<DomainName, CompletionStage<DnsOutcome<IpAddress>>> asked = new LinkedHashMap<>();
        candidates.keySet().forEach(name -> asked.put(name, addresses.apply(name)));
        CompletionStage<AddressNames> judged = CompletableFuture.completedStage(this);
        for (Map.Entry<DomainName, String> candidate : candidates.entrySet()) {
            DomainName name = candidate.getKey();
            judged = judged.thenCombine(
                    asked.get(name), (sofar, outcome) -> sofar.judge(name, candidate.getValue(), outcome));
        }
        return judged.thenApply(AddressNames::outcome);
    }

    private AddressNames judge(DomainName name, String claim, DnsOutcome<IpAddress> outcome) {
        if (Outcomes.isFailure(outcome)) {
            flaws.add(claim + ": whether it has the address can't be told: " + outcome.describe());
            if (failure == null || Outcomes.weakness(outcome) > Outcomes.weakness(failure)) {
                failure = outcome;
            }
        } else if (outcome instanceof Found<IpAddress> found && found.records().contains(address)) {
            weigh(outcome);
            names.add(name);
        } else {
            ttl = Lifetimes.least(ttl, Outcomes.ttl(outcome));
            flaws.add(claim + ": that name does not have the address " + address);
        }
        return this;
    }

    private DnsOutcome<DomainName> outcome() {
        if (failure == null) {
            return new Found<>(names, validation, ttl, flaws);
        }
        return names.isEmpty()
                ? Outcomes.failure(failure)
                : new Found<>(names, validation, Lifetimes.least(ttl, Lifetimes.LEAST_TTL), flaws);
    }
}
