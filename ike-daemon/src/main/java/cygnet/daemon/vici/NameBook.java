package cygnet.daemon.vici;

import cygnet.dns.KeyDirectory;
import cygnet.dns.KnownOutcome;
import cygnet.dns.TrustChain;
import cygnet.dns.resolver.HostNames;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the daemon knows from DNS, and what it would find out there, as its control socket sees it. */
public interface NameBook {
    /** All that is remembered. */
    List<KnownOutcome> remembered();

    /**
     * The keys of {@code name}, remembered or asked for now.
     *
     * @param afresh what is remembered does not count, and is forgotten; its addresses as well
     */
    CompletionStage<KnownOutcome> lookUp(DomainName name, boolean afresh);

    /** Who vouches for the keys of {@code name}, or for their absence; as {@link KeyDirectory#chains}. */
    CompletionStage<List<TrustChain>> chains(DomainName name);

    /** The names of the host at {@code address}; as {@link #lookUp(DomainName, boolean)}. */
    CompletionStage<KnownOutcome> lookUp(IpAddress address, boolean afresh);

    /** Who is at {@code address}, as the daemon would find it out for a packet: by the names that it has told applications first. */
    CompletionStage<KnownOutcome> identify(IpAddress address);

    /** The addresses of {@code name}. */
    CompletionStage<KnownOutcome> addresses(DomainName name);

    /** Forgets the names of {@code address}. */
    void forget(IpAddress address);

    /** Those that the daemon uses; empty where no DNS is configured. */
    static Optional<NameBook> of(Optional<HostNames> names) {
        return names.map(n -> new Directory(n, n.directory()));
    }

    /** A real one. */
    record Directory(HostNames names, KeyDirectory directory) implements NameBook {
        @Override
        public List<KnownOutcome> remembered() {
            return directory.remembered();
        }

        @Override
        public CompletionStage<KnownOutcome> lookUp(DomainName name, boolean afresh) {
            if (afresh) {
                directory.forget(name);
            }
            return directory
                    .keys(name)
                    .thenApply(outcome ->
                            known(KnownOutcome.Asked.KEYS, name.text(), outcome, () -> directory.remembered(name)));
        }

        @Override
        public CompletionStage<List<TrustChain>> chains(DomainName name) {
            return directory.chains(name);
        }

        @Override
        public CompletionStage<KnownOutcome> lookUp(IpAddress address, boolean afresh) {
            if (afresh) {
                directory.forget(address);
            }
            return directory
                    .namesOf(address)
                    .thenApply(outcome -> known(
                            KnownOutcome.Asked.NAMES,
                            address.toString(),
                            outcome,
                            () -> directory.remembered(address)));
        }

        @Override
        public CompletionStage<KnownOutcome> identify(IpAddress address) {
            return names.of(address).thenApply(outcome -> fresh(KnownOutcome.Asked.NAMES, address.toString(), outcome));
        }

        @Override
        public CompletionStage<KnownOutcome> addresses(DomainName name) {
            return directory
                    .addresses(name)
                    .thenApply(outcome -> fresh(KnownOutcome.Asked.ADDRESSES, name.text(), outcome));
        }

        @Override
        public void forget(IpAddress address) {
            directory.forget(address);
        }

        private static KnownOutcome fresh(KnownOutcome.Asked asked, String subject, DnsOutcome<?> outcome) {
            Duration left = outcome instanceof DnsOutcome.Found<?> found ? found.ttl() : Duration.ZERO;
            return new KnownOutcome(asked, subject, outcome, left, Optional.empty());
        }

        /** What could not even be asked, or had no life at all, is not remembered. */
        private static KnownOutcome known(
                KnownOutcome.Asked asked,
                String subject,
                DnsOutcome<?> outcome,
                Supplier<Optional<KnownOutcome>> remembered) {
            return remembered.get().orElseGet(() -> fresh(asked, subject, outcome));
        }
    }
}
