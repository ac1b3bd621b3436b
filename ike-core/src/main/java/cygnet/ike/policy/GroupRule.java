package cygnet.ike.policy;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import java.util.List;

/**
 * One entry of a group: the traffic between this host and a network, or the part of it that has a protocol and ports.
 *
 * @param traffic outbound: from any address of this host, to the network; the destination's port is the peer's
 * @param least how sure we must be who a peer is
 * @param verdicts what follows from what is found out about a host
 * @param origin where it is written, for people
 */
public record GroupRule(Group group, PolicySelector traffic, Assurance least, VerdictTable verdicts, String origin) {
    public GroupRule {
        if (traffic.source().prefixLength() != 0) {
            throw new IllegalArgumentException("a group's traffic begins at any address of ours, not at " + traffic);
        }
    }

    /** A rule with the verdicts that are usual for its group. */
    public GroupRule(Group group, PolicySelector traffic, Assurance least, String origin) {
        this(group, traffic, least, VerdictTable.of(group, least), origin);
    }

    /** A rule for all traffic with a network. */
    public static GroupRule of(Group group, IpNetwork network, Assurance least, String origin) {
        return new GroupRule(group, between(network), least, origin);
    }

    private static PolicySelector between(IpNetwork network) {
        IpAddress any = network.address().isIpv6() ? IpAddress.ANY_IPV6 : IpAddress.ANY_IPV4;
        return PolicySelector.between(new IpNetwork(any, 0), network);
    }

    public IpNetwork network() {
        return traffic.destination();
    }

    /** That of what peers negotiate under the rule. */
    public String connectionName() {
        return group + "#" + network();
    }

    /** That of what nobody in particular may negotiate, and we do not say who we are. */
    public String anonymousName() {
        return connectionName() + "/anonymous";
    }

    /** That of what nobody in particular may negotiate who wants to know who we are. */
    public String anonymousPeerName() {
        return connectionName() + "/anonymous-peer";
    }

    /** Those of all that may be negotiated under the rule. */
    public List<String> connectionNames() {
        return verdicts.hasAnonymous()
                ? List.of(connectionName(), anonymousName(), anonymousPeerName())
                : List.of(connectionName());
    }

    /** That of the rule's own policies: the kernel prefers lower numbers. */
    public int priority() {
        return PolicyPriority.of(traffic);
    }

    /** Whether it says the same as another one that may be written elsewhere. */
    public boolean means(GroupRule other) {
        return group == other.group
                && traffic.equals(other.traffic)
                && least == other.least
                && verdicts.equals(other.verdicts);
    }

    @Override
    public String toString() {
        String text = traffic.toString();
        return group + " " + text.substring(text.indexOf("=== ") + 4);
    }
}
