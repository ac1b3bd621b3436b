package cygnet.dns.resolver;

import cygnet.dns.KeyDirectory;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.concurrent.CompletionStage;

/** Where the resolver learns about keys. The stages complete normally, on any thread. */
public interface KeySource {
    CompletionStage<DnsOutcome<HostKey>> keys(DomainName name);

    /** The addresses as far as they are authentic; asked for only where something is wrong with the keys. */
    CompletionStage<DnsOutcome<IpAddress>> addresses(DomainName name);

    /** The directory, which remembers outcomes and asks once where several want to know. */
    static KeySource of(KeyDirectory directory) {
        return new KeySource() {
            @Override
            public CompletionStage<DnsOutcome<HostKey>> keys(DomainName name) {
                return directory.keys(name);
            }

            @Override
            public CompletionStage<DnsOutcome<IpAddress>> addresses(DomainName name) {
                return directory.addresses(name);
            }
        };
    }
}
