package cygnet.ike.engine;

import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Memory;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeSa;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a flow at this moment, and why.
 *
 * @param flow outbound: the peer is the destination
 * @param cause for people; may quote what DNS or the peer said
 * @param rules of the groups that hold it: the one that wins first, then those that lost
 * @param connection whose policy it meets, with or without an SA
 * @param protection by which it goes
 * @param memory of the host, if it has one
 */
public record FlowView(
        PolicySelector flow,
        Verdict verdict,
        String cause,
        List<GroupRule> rules,
        Optional<String> connection,
        Optional<Protection> protection,
        Optional<Memory> memory) {
    /** An SA that a flow goes by. */
    public record Protection(IkeSa ikeSa, ChildSa childSa) {}

    public FlowView {
        rules = List.copyOf(rules);
    }
}
