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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * The names that one address goes by: its reverse name if that has keys of its own (RFC 4025 section 1.2), else those that
 * PTR records claim and whose own addresses confirm it. Whoever runs a reverse zone may claim any name; only the name's own
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
     * @param claims its PTR records
     */
    CompletionStage<DnsOutcome<DomainName>> of(DnsOutcome<HostKey> keys, DnsOutcome<Record> claims) {
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
        if (keys instanceof Absent<HostKey> first && claims instanceof Absent<Record> second) {
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

    private List<DomainName> candidates(DnsOutcome<Record> claims) {
        List<Record> records = claims instanceof Found<Record> found ? found.records() : List.of();
        List<DomainName> candidates = new ArrayList<>();
        for (Record record : records.subList(0, Math.min(records.size(), MOST_CLAIMS))) {
            String target = ((PTRRecord) record).getTarget().toString();
            Optional<DomainName> name = DomainName.parse(target);
            if (name.isEmpty()) {
                flaws.add("PTR " + Printable.of(target) + ": not the name of a host");
            } else if (!candidates.contains(name.get())) {
                candidates.add(name.get());
            }
        }
        int unread = records.size() - MOST_CLAIMS;
        if (unread > 0) {
            flaws.add(unread + " more PTR records were not looked into: at most " + MOST_CLAIMS + " are");
        }
        return candidates;
    }

    /** Looks the claimed names' addresses up, all at the same time, and judges them in their order. */
    private CompletionStage<DnsOutcome<DomainName>> confirm(List<DomainName> candidates) {
        List<CompletionStage<DnsOutcome<IpAddress>>> asked =
                candidates.stream().map(addresses).toList();
        CompletionStage<AddressNames> judged = CompletableFuture.completedStage(this);
        for (int i = 0; i < candidates.size(); i++) {
            DomainName name = candidates.get(i);
            judged = judged.thenCombine(asked.get(i), (sofar, outcome) -> sofar.judge(name, outcome));
        }
        return judged.thenApply(AddressNames::outcome);
    }

    private AddressNames judge(DomainName name, DnsOutcome<IpAddress> outcome) {
        if (Outcomes.isFailure(outcome)) {
            flaws.add("PTR " + name + ": whether it has the address can't be told: " + outcome.describe());
            if (failure == null || Outcomes.weakness(outcome) > Outcomes.weakness(failure)) {
                failure = outcome;
            }
        } else if (outcome instanceof Found<IpAddress> found && found.records().contains(address)) {
            weigh(outcome);
            names.add(name);
        } else {
            ttl = Lifetimes.least(ttl, Outcomes.ttl(outcome));
            flaws.add("PTR " + name + ": that name does not have the address " + address);
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
