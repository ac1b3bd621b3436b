package cygnet.ike.sa;

import cygnet.crypto.RandomSource;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.PeerPolicy;
import java.time.Instant;
import java.util.List;

/** What an exchange may know of the engine that it runs in. */
public interface SaEnvironment {
    RandomSource random();

    PeerPolicy policy();

    /** The time of the input that is being handled. */
    Instant now();

    /** A number for a new Child SA. */
    int nextChildId();

    /** The reqid that ties SAs to the policies of this outbound selector. */
    int reqidFor(PolicySelector outbound);

    /** What removes the policies of these outbound selectors, except for those that a trap or a Child SA still needs. */
    List<KernelCommand> removalOf(List<PolicySelector> outbound);
}
