package cygnet.ike.sa;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.List;
import java.util.function.Supplier;

/**
 * A slow thing that the core asks the world outside for. The answer comes back as a later input.
 *
 * @param <A> the answer
 */
public sealed interface Question<A> {
    /** For the log: what is being waited for. */
    String what();

    /** Which keys does DNS give for this name? */
    record KeysOf(DomainName name) implements Question<DnsOutcome<HostKey>> {
        @Override
        public String what() {
            return "IPSECKEY of " + name;
        }
    }

    /** Which addresses does DNS give for this name? */
    record AddressesOf(DomainName name) implements Question<DnsOutcome<IpAddress>> {
        @Override
        public String what() {
            return "addresses of " + name;
        }
    }

    /** Change the kernel's SAD and SPD, or ask about them. */
    record Kernel(List<KernelCommand> commands) implements Question<KernelResult> {
        public Kernel {
            commands = List.copyOf(commands);
        }

        @Override
        public String what() {
            return "the kernel";
        }
    }

    /**
     * A computation that is too long for the thread of the protocol: a signature, a key exchange. It must not touch
     * anything that changes, and must not throw.
     */
    record Compute<A>(String what, Supplier<A> work) implements Question<A> {}
}
