package cygnet.dns.resolver;

import cygnet.dns.KeyDirectory;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Turns the address of a packet back into a name: one by which an application has asked for the host lately, or that a trigger has
 * told us, if the name still has the address; else one that DNS gives for the address itself.
 *
 * <p>Safe for use by several threads.
 */
public final class HostNames {
    /** Names that are looked into; each costs two questions, unless they are remembered. */
    private static final int MOST_NAMES = 4;

    private final KeyDirectory directory;
    private final Supplier<Optional<NameMemory>> memory;
    private final NameMemory triggered;

    /**
     * @param memory that of the forwarding resolver, if there is one by then
     * @param triggered what others have told us
     */
    public HostNames(KeyDirectory directory, Supplier<Optional<NameMemory>> memory, NameMemory triggered) {
        this.directory = directory;
        this.memory = memory;
        this.triggered = triggered;
    }

    /** Somebody says that {@code host} has these addresses, for so long. */
    public void told(DomainName host, Collection<IpAddress> addresses, Duration life) {
        triggered.remember(host, addresses, life);
    }

    /** What knows the keys and the addresses of the names. */
    public KeyDirectory directory() {
        return directory;
    }

    /** The names of the host at {@code address}, the likeliest first. Secure only if DNSSEC vouches for all that was looked at. */
    public CompletionStage<DnsOutcome<DomainName>> of(IpAddress address) {
        List<DomainName> told = Stream.concat(memory.get().stream(), Stream.of(triggered))
                .flatMap(m -> m.names(address).stream())
                .map(NameMemory.ToldName::host)
                .distinct()
                .limit(MOST_NAMES)
                .toList();
        CompletionStage<List<Confirmed>> confirmed = CompletableFuture.completedStage(List.of());
        for (DomainName name : told) {
            confirmed = confirmed.thenCombine(
                    directory.addresses(name), (before, outcome) -> with(before, name, outcome, address));
        }
        return confirmed.thenCompose(
                names -> names.isEmpty() ? directory.namesOf(address) : CompletableFuture.completedStage(found(names)));
    }

    private record Confirmed(DomainName name, Found<IpAddress> by) {}

    private static List<Confirmed> with(
            List<Confirmed> before, DomainName name, DnsOutcome<IpAddress> outcome, IpAddress address) {
        List<Confirmed> all = new ArrayList<>(before);
        if (outcome instanceof Found<IpAddress> found && found.records().contains(address)) {
            all.add(new Confirmed(name, found));
        }
        return all;
    }

    private static DnsOutcome<DomainName> found(List<Confirmed> names) {
        boolean secure = names.stream().allMatch(n -> n.by().validation() == Validation.SECURE);
        Duration ttl =
                names.stream().map(n -> n.by().ttl()).min(Duration::compareTo).orElseThrow();
        return new Found<>(
                names.stream().map(Confirmed::name).toList(),
                secure ? Validation.SECURE : Validation.UNVALIDATED,
                ttl,
                List.of());
    }
}
