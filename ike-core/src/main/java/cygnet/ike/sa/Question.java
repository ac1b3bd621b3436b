package cygnet.ike.sa;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.KernelResult;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.lookup.HostKey;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A slow thing that the core asks the world outside for. The answer comes back as a later input.
 *
 * @param <A> the answer
 */
public sealed interface Question<A> {
    /** For the log: what is being waited for. */
    String what();

    /** Nobody waits for this answer any more: wipes what is secret in it. */
    default void discard(A answer) {}

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

    /**
     * By which names does DNS know the host at this address? Each of them has the address (RFC 4301 section 4.4.3), or is the
     * address's own reverse name.
     */
    record NamesOf(IpAddress address) implements Question<DnsOutcome<DomainName>> {
        @Override
        public String what() {
            return "names of " + address;
        }
    }

    /**
     * Change the kernel's SAD and SPD, or ask about them. The keys of SAs to be added are wiped when the answer comes: not
     * before, since the kernel is given them some time after the question was asked.
     */
    record Kernel(List<KernelCommand> commands) implements Question<KernelResult> {
        public Kernel {
            commands = List.copyOf(commands);
        }

        @Override
        public String what() {
            return "the kernel";
        }

        /** Wipes the keys of the SAs to be added. */
        public void wipe() {
            for (KernelCommand command : commands) {
                if (command instanceof KernelCommand.AddSa add) {
                    add.sa().wipe();
                }
            }
        }
    }

    /**
     * A computation that is too long for the thread of the protocol: a signature, a key exchange. It must not touch
     * anything that changes, and must not throw.
     *
     * @param wipe what becomes of a result that nobody waits for any more
     */
    record Compute<A>(String what, Supplier<A> work, Consumer<A> wipe) implements Question<A> {
        /** A computation whose result holds no secret. */
        public Compute(String what, Supplier<A> work) {
            this(what, work, result -> {});
        }

        @Override
        public void discard(A answer) {
            wipe.accept(answer);
        }
    }
}
