package cygnet.ike.policy;

import cygnet.ike.address.AddressPair;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.PolicySelector;
import java.time.Instant;

/**
 * What we know about a host that we could not or need not protect, until it is time to look again.
 *
 * @param rule that it was thought about under
 * @param local the address of ours that was about to send
 * @param cause for people; may quote what DNS or the peer said
 * @param before how often the same was found in a row before
 */
public record Memory(
        GroupRule rule, IpAddress local, IpAddress remote, Finding finding, String cause, Instant until, int before) {
    /** What happens to the traffic meanwhile. */
    public Verdict verdict() {
        return rule.verdicts().of(finding);
    }

    /** Between whom. */
    public AddressPair pair() {
        return new AddressPair(local, remote);
    }

    /** That traffic, outbound. */
    public PolicySelector outbound() {
        return PolicySelector.between(pair());
    }
}
