package cygnet.dns;

import cygnet.dns.KnownOutcome.Asked;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Absent;
import cygnet.ike.lookup.DnsOutcome.Found;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The public keys and the addresses that DNS gives for host names: IPSECKEY (RFC 4025), A and AAAA, with DNSSEC.
 *
 * <p>Nothing here blocks the caller. Every stage completes normally and within the configured timeout, with an outcome
 * that keeps authentic, unvalidated, absent, bogus and failed apart; it completes at once or on one of the directory's own
 * threads, so what follows must be short or go elsewhere. Outcomes are remembered for as long as {@link Lifetimes} says, and
 * several who ask the same at once share one question.
 *
 * <p>Safe for use by several threads.
 */
public final class KeyDirectory implements AutoCloseable {
    private final DnsConfig config;
    private final Optional<FirstSeen> firstSeen;
    private final Clock clock;
    private final Questions questions;
    private final Optional<LegacyKeys> legacy;
    private final TrustChains chains;
    private final OutcomeCache<DomainName, HostKey> keys;
    private final OutcomeCache<DomainName, IpAddress> addresses;
    private final OutcomeCache<IpAddress, DomainName> names;
    private final List<Consumer<KnownOutcome>> listeners = new CopyOnWriteArrayList<>();

    /** {@code clock} tells how old an outcome is and which signatures are in time. */
    public KeyDirectory(DnsConfig config, Clock clock) {
        this(config, new Questions(config, null, clock), Optional.empty(), clock);
    }

    /**
     * Asks whom {@code carrier} asks, and not the upstreams of the configuration.
     *
     * @param firstSeen keys from zones without DNSSEC are remembered, and a change is noticed
     */
    public KeyDirectory(DnsConfig config, QueryCarrier carrier, Optional<FirstSeenSettings> firstSeen, Clock clock) {
        this(config, new Questions(config, carrier, clock), firstSeen, clock);
    }

    /** {@code firstSeen}: keys from zones without DNSSEC are remembered, and a change is noticed. */
    public KeyDirectory(DnsConfig config, Optional<FirstSeenSettings> firstSeen, Clock clock) {
        this(config, new Questions(config, null, clock), firstSeen, clock);
    }

    private KeyDirectory(DnsConfig config, Questions questions, Optional<FirstSeenSettings> firstSeen, Clock clock) {
        this.config = config;
        this.firstSeen = firstSeen.map(settings -> new FirstSeen(settings, clock));
        this.clock = clock;
        this.questions = questions;
        this.legacy = config.readsLegacyRows()
                ? Optional.of(new LegacyKeys(questions, this::ownAddresses, config.limits()))
                : Optional.empty();
        this.chains = new TrustChains(config, questions, clock);
        this.keys = cache(Asked.KEYS);
        this.addresses = cache(Asked.ADDRESSES);
        this.names = cache(Asked.NAMES);
    }

    private <K, T> OutcomeCache<K, T> cache(Asked asked) {
        return new OutcomeCache<>(config.limits().cachedNames(), clock, (key, outcome) -> tell(asked, key, outcome));
    }

    private void tell(Asked asked, Object subject, DnsOutcome<?> outcome) {
        KnownOutcome known =
                new KnownOutcome(asked, subject.toString(), outcome, Outcomes.ttl(outcome), Optional.empty());
        listeners.forEach(listener -> listener.accept(known));
    }

    /**
     * Hands each outcome to {@code listener} that says something else than the one before about the same, before whoever
     * asked hears of it; on any thread, and it must be quick.
     */
    public void onNews(Consumer<KnownOutcome> listener) {
        listeners.add(listener);
    }

    /** All that is remembered, by name. */
    public List<KnownOutcome> remembered() {
        return Stream.of(known(Asked.KEYS, keys), known(Asked.ADDRESSES, addresses), known(Asked.NAMES, names))
                .flatMap(known -> known)
                .sorted(Comparator.comparing(KnownOutcome::subject).thenComparing(KnownOutcome::asked))
                .toList();
    }

    /** What is remembered of the keys of {@code name}. */
    public Optional<KnownOutcome> remembered(DomainName name) {
        return keys.entry(name).map(entry -> known(Asked.KEYS, entry));
    }

    /** What is remembered of the names of {@code address}. */
    public Optional<KnownOutcome> remembered(IpAddress address) {
        return names.entry(address).map(entry -> known(Asked.NAMES, entry));
    }

    private static <K, T> Stream<KnownOutcome> known(Asked asked, OutcomeCache<K, T> cache) {
        return cache.entries().stream().map(entry -> known(asked, entry));
    }

    private static KnownOutcome known(Asked asked, OutcomeCache.Entry<?, ?> entry) {
        return new KnownOutcome(asked, entry.key().toString(), entry.outcome(), entry.left(), entry.failure());
    }

    /** The keys of {@code name}, best first, with a flaw for each record that can't be used. */
    public CompletionStage<DnsOutcome<HostKey>> keys(DomainName name) {
        return settled(keys.get(name, this::askKeys));
    }

    /**
     * Who vouches for the keys of {@code name}, or for their absence: the chain of the name itself, and after it that of each
     * name that it is an alias of. For people who want to know: it is looked up anew each time, one question after another,
     * and what could not be found out within the time for one question is told as such.
     *
     * @return at least one
     */
    public CompletionStage<List<TrustChain>> chains(DomainName name) {
        Name subject = absolute(name);
        return keys(name)
                .thenCompose(outcome -> chains.of(subject, outcome))
                .exceptionally(thrown -> List.of(TrustChains.failed(
                        subject.toString(), LookupFailure.of(thrown).toOutcome())));
    }

    /** The addresses of {@code name}, of both families; if one of the two questions fails, that is the outcome. */
    public CompletionStage<DnsOutcome<IpAddress>> addresses(DomainName name) {
        return settled(addresses.get(name, this::askAddresses));
    }

    /**
     * The names of the host at {@code address}, where the address is all that is known. If the address's own name in
     * in-addr.arpa or ip6.arpa has keys, it is that name alone, and {@link #keys} has them. Otherwise they are the names that
     * PTR records (and the rows of old, if they are read) claim and whose A and AAAA records confirm it, in the server's order, with a flaw for each other one.
     * Secure only if the reverse zone and all those names are. Aliases in reverse zones are followed (RFC 2317).
     */
    public CompletionStage<DnsOutcome<DomainName>> namesOf(IpAddress address) {
        return settled(names.get(address, this::askNames));
    }

    /** Drops what is remembered about {@code address}: the next question goes to DNS. */
    public void forget(IpAddress address) {
        names.forget(address);
        forget(ReverseName.of(address));
    }

    /** Drops what is remembered about {@code name}: the next question goes to DNS. */
    public void forget(DomainName name) {
        keys.forget(name);
        addresses.forget(name);
    }

    /**
     * Asks for what every answer will depend on: the keys of the trust anchors' zones, or the root from a resolver whose
     * AD bit is to be trusted.
     *
     * @return what is wrong, in words for the operator; empty if all is well
     */
    public CompletionStage<List<String>> checkReady() {
        CompletionStage<List<String>> complaints = CompletableFuture.completedStage(List.of());
        for (Name zone : zonesToCheck()) {
            complaints = complaints.thenCombine(questions.ask(zone, Type.DNSKEY), (list, outcome) -> {
                List<String> more = new ArrayList<>(list);
                complaint(zone, outcome).ifPresent(more::add);
                return List.copyOf(more);
            });
        }
        return complaints.exceptionally(e -> List.of(LookupFailure.of(e).reason()));
    }

    @Override
    public void close() {
        questions.close();
    }

    private List<Name> zonesToCheck() {
        return config.dnssec() == DnssecMode.VALIDATE
                ? TrustAnchors.parse(config.trustAnchors(), clock.instant()).zones()
                : List.of(Name.root);
    }

    private Optional<String> complaint(Name zone, DnsOutcome<Record> outcome) {
        boolean secure = outcome instanceof Found<Record> found && found.validation() == Validation.SECURE;
        boolean answered = outcome instanceof Found || outcome instanceof Absent;
        return switch (config.dnssec()) {
            case OFF -> answered ? Optional.empty() : Optional.of(outcome.describe());
            case TRUST_AD ->
                secure
                        ? Optional.empty()
                        : Optional.of(
                                "the resolver does not vouch for the keys of the root zone: " + outcome.describe());
            case VALIDATE ->
                secure
                        ? Optional.empty()
                        : Optional.of("the trust anchor of zone " + zone + " validates nothing: " + outcome.describe());
        };
    }

    private CompletionStage<DnsOutcome<HostKey>> askKeys(DomainName name) {
        return askIpsecKeys(name)
                .thenCompose(outcome -> orLegacyKeys(name, outcome))
                .thenApply(outcome ->
                        firstSeen.map(memory -> memory.judge(name, outcome)).orElse(outcome));
    }

    private CompletionStage<DnsOutcome<HostKey>> askIpsecKeys(DomainName name) {
        Name asked = absolute(name);
        return questions.ask(asked, Type.IPSECKEY).thenCompose(outcome -> {
            if (outcome instanceof Found<Record> found && KeyRecords.needAddresses(found)) {
                return ownAddresses(name)
                        .thenApply(addresses -> KeyRecords.read(asked, found, addresses, config.limits()));
            }
            DnsOutcome<IpAddress> unasked = new Absent<>(false, false, Lifetimes.MOST_TTL);
            return CompletableFuture.completedStage(
                    Outcomes.map(outcome, found -> KeyRecords.read(asked, found, unasked, config.limits())));
        });
    }

    /** Only where there is no IPSECKEY record at all; neither bogus data nor a failure says that. */
    private CompletionStage<DnsOutcome<HostKey>> orLegacyKeys(DomainName name, DnsOutcome<HostKey> outcome) {
        return legacy.isPresent() && outcome instanceof Absent<HostKey> absent
                ? legacy.get().keys(name, absent)
                : CompletableFuture.completedStage(outcome);
    }

    /** Those of the host that the name stands for; a reverse name says itself which one that is. */
    private CompletionStage<DnsOutcome<IpAddress>> ownAddresses(DomainName name) {
        Optional<IpAddress> address = ReverseName.address(absolute(name));
        return address.isPresent()
                ? CompletableFuture.completedStage(
                        new Found<>(List.of(address.get()), Validation.SECURE, Lifetimes.MOST_TTL, List.of()))
                : addresses.get(name, this::askAddresses);
    }

    private CompletionStage<DnsOutcome<DomainName>> askNames(IpAddress address) {
        DomainName reverse = ReverseName.of(address);
        AddressNames result = new AddressNames(address, name -> addresses.get(name, this::askAddresses));
        return keys.get(reverse, this::askKeys)
                .thenCombine(askClaims(reverse), result::of)
                .thenCompose(outcome -> outcome);
    }

    private CompletionStage<DnsOutcome<NameClaim>> askClaims(DomainName reverse) {
        CompletionStage<DnsOutcome<NameClaim>> claims = questions
                .ask(absolute(reverse), Type.PTR)
                .thenApply(outcome -> Outcomes.map(outcome, NameClaim::ofPtr));
        return legacy.isPresent() ? legacy.get().claims(reverse).thenCombine(claims, Outcomes::both) : claims;
    }

    private CompletionStage<DnsOutcome<IpAddress>> askAddresses(DomainName name) {
        return askAddresses(name, Type.A).thenCombine(askAddresses(name, Type.AAAA), Outcomes::both);
    }

    private CompletionStage<DnsOutcome<IpAddress>> askAddresses(DomainName name, int type) {
        return questions.ask(absolute(name), type).thenApply(outcome -> Outcomes.map(outcome, AddressRecords::read));
    }

    static Name absolute(DomainName name) {
        try {
            return Name.fromString(name.text(), Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a host name after all", e);
        }
    }

    /** A question that was refused is an outcome as well, only not one to remember. */
    private static <T> CompletionStage<DnsOutcome<T>> settled(CompletionStage<DnsOutcome<T>> outcome) {
        return outcome.exceptionally(e -> LookupFailure.of(e).toOutcome());
    }
}
