package cygnet.ike.sa;

import cygnet.crypto.RandomSource;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.PeerPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an exchange may know of the engine that it runs in. */
public interface SaEnvironment {
    RandomSource random();

    PeerPolicy policy();

    /** The time of the input that is being handled. */
    Instant now();

    /** A number for a new Child SA. */
    int nextChildId();

    /**
     * Claims the policies of these outbound selectors for a Child SA: they stay until the last claim is released.
     *
     * @return the reqid that ties SAs to them
     */
    int claim(List<PolicySelector> outbound);

    /** Whether all of these policies are in the kernel already, as a trap's or another Child SA's. */
    boolean isProtected(List<PolicySelector> outbound);

    /** The kernel has taken these policies, that a claim was made for. */
    void written(List<PolicySelector> outbound);

    /**
     * Who, of those that are or must be authenticated, has a claim to some of this traffic; in words.
     *
     * @param outbound what an anonymous peer is about to get
     */
    Optional<String> reservation(List<PolicySelector> outbound);

    /**
     * Whether this is to be the first IKE SA with this peer since we started, so that the peer is told to forget others
     * (INITIAL_CONTACT, RFC 7296 section 2.4).
     */
    boolean isInitialContact(IkeSa sa, Connection connection, Identification peer);

    /** Whether there may be SAs of a connection: the configuration may have become another one since the peer began. */
    boolean permits(Connection connection);

    /** Why a peer that has proven who it is must not have another IKE SA; empty if it may. */
    Optional<String> objection(IkeSa sa, SaChange.Authenticated peer);

    /**
     * Why a peer cannot have this traffic: another one has it, that is behind the same NAT, and packets cannot tell which of
     * them is meant (RFC 7296 section 2.23.1). That other one is asked whether it is still there.
     *
     * @param peer who the peer has proven to be: the same again is no other; empty if it has not
     */
    Optional<String> neighbourBehindNat(IkeSa sa, Optional<Identification> peer, List<PolicySelector> outbound);

    /** Gives a claim back: what removes those policies that neither a trap nor another Child SA needs. */
    List<KernelCommand> release(List<PolicySelector> outbound);
}
