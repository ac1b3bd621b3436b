package cygnet.daemon.vici;

import cygnet.dns.KeyDirectory;
import cygnet.dns.KnownOutcome;
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
     * @param afresh what is remembered does not count, and is forgotten
     */
    CompletionStage<KnownOutcome> lookUp(DomainName name, boolean afresh);

    /** The names of the host at {@code address}; as above. */
    CompletionStage<KnownOutcome> lookUp(IpAddress address, boolean afresh);

    /** Those of a directory; empty where no DNS is configured. */
    static Optional<NameBook> of(Optional<KeyDirectory> directory) {
        return directory.map(Directory::new);
    }

    /** A real one. */
    record Directory(KeyDirectory directory) implements NameBook {
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

        /** What could not even be asked, or had no life at all, is not remembered. */
        private static KnownOutcome known(
                KnownOutcome.Asked asked,
                String subject,
                DnsOutcome<?> outcome,
                Supplier<Optional<KnownOutcome>> remembered) {
            return remembered
                    .get()
                    .orElseGet(() -> new KnownOutcome(asked, subject, outcome, Duration.ZERO, Optional.empty()));
        }
    }
}
