package cygnet.dns.resolver;

import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A key directory that knows what a test tells it; about other names, that they have no key. */
final class FakeKeys implements KeySource {
    static final DnsOutcome<HostKey> NO_KEY = new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(1));
    static final DnsOutcome<HostKey> BOGUS = new DnsOutcome.Bogus<>("forged");

    private final Map<DomainName, CompletableFuture<DnsOutcome<HostKey>>> keys = new ConcurrentHashMap<>();
    private final Map<DomainName, DnsOutcome<IpAddress>> addresses = new ConcurrentHashMap<>();
    private final Noted<DomainName> asked = new Noted<>();

    /** What is known about {@code name} once the test says so. */
    CompletableFuture<DnsOutcome<HostKey>> later(String name) {
        CompletableFuture<DnsOutcome<HostKey>> outcome = new CompletableFuture<>();
        keys.put(new DomainName(name), outcome);
        return outcome;
    }

    void neverKnow(String name) {
        keys.put(new DomainName(name), new CompletableFuture<>());
    }

    void know(String name, DnsOutcome<HostKey> outcome) {
        keys.put(new DomainName(name), CompletableFuture.completedFuture(outcome));
    }

    void knowAddresses(String name, DnsOutcome<IpAddress> outcome) {
        addresses.put(new DomainName(name), outcome);
    }

    Noted<DomainName> asked() {
        return asked;
    }

    @Override
    public CompletionStage<DnsOutcome<HostKey>> keys(DomainName name) {
        asked.add(name);
        return keys.getOrDefault(name, CompletableFuture.completedFuture(NO_KEY));
    }

    @Override
    public CompletionStage<DnsOutcome<IpAddress>> addresses(DomainName name) {
        return CompletableFuture.completedStage(
                addresses.getOrDefault(name, new DnsOutcome.Absent<>(false, true, Duration.ofMinutes(1))));
    }
}
