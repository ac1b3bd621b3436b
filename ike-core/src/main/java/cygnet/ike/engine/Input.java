package cygnet.ike.engine;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelEvent;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.PeerPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can happen to the engine. */
public sealed interface Input {
    /**
     * A datagram of IKE.
     *
     * @param local where it arrived: address and port that were hit
     * @param octets without a non-ESP marker
     */
    record Datagram(Endpoint local, Endpoint remote, Octets octets) implements Input {}

    /** Time has passed. Also without need, this does nothing but what is due. */
    record Tick() implements Input {}

    /** The answer to an {@link Output.Ask}. */
    record Answer<A>(Output.Token<A> token, A answer) implements Input {}

    /** Something that the kernel says. */
    record FromKernel(KernelEvent event) implements Input {}

    /**
     * This is the policy from now on. Traps are installed, and what is to be started is started.
     *
     * @param sources for a peer's address the one of ours that the routing table takes, where a connection names none
     */
    record Configure(PeerPolicy policy, Map<IpAddress, IpAddress> sources) implements Input {
        public Configure {
            sources = Map.copyOf(sources);
        }

        public Configure(PeerPolicy policy) {
            this(policy, Map.of());
        }
    }

    /**
     * This host's addresses or routes have changed.
     *
     * @param own all addresses that IKE can be sent from
     * @param sources as in {@link Configure}, also for the peers of IKE SAs
     */
    record Addresses(Set<IpAddress> own, Map<IpAddress, IpAddress> sources) implements Input {
        public Addresses {
            own = Set.copyOf(own);
            sources = Map.copyOf(sources);
        }
    }

    /**
     * An application is about to learn that a host with a key in DNS has these addresses: from now on packets to them wait for
     * an SA, if a connection with anybody allows it. Answered by {@link Output.Introduced}.
     *
     * @param host whose key DNS has, and whose addresses these are
     * @param assurance of that key
     * @param sources for each of its addresses the one of ours that the routing table takes
     * @param life for how long the addresses may be remembered
     */
    record Introduce(
            long ticket, DomainName host, Assurance assurance, Map<IpAddress, IpAddress> sources, Duration life)
            implements Input {
        public Introduce {
            sources = Map.copyOf(sources);
        }
    }

    /** An operator says that a host is not what we remember: it is thought about anew as soon as there is something to send. */
    record Retry(IpAddress remote) implements Input {}

    /** What was remembered when the daemon ended the last time; after {@link Configure}. */
    record Recall(List<Recollection> recollections) implements Input {
        public Recall {
            recollections = List.copyOf(recollections);
        }
    }

    /** Negotiate a Child SA of a connection. */
    record Initiate(String connection, String child) implements Input {}

    /** Begin an IKE SA without a Child SA (RFC 6023), unless there is one or one is under way. */
    record InitiateIkeSa(String connection) implements Input {}

    /** Rekey all IKE SAs, or all Child SAs, of a connection. */
    record Rekey(String connection, boolean ikeSa) implements Input {}

    /** End all IKE SAs of a connection. */
    record Terminate(String connection) implements Input {}

    /** End one IKE SA. */
    record TerminateIkeSa(int uniqueId) implements Input {}

    /** End one Child SA. */
    record TerminateChildSa(int uniqueId) implements Input {}

    /** Say goodbye to all peers, remove everything from the kernel, then report {@link Output.Stopped}. */
    record Shutdown() implements Input {}
}
