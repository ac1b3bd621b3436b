package cygnet.ike.policy;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rule a flow belongs to: the one with the longest prefix, whatever its group; among those the one that names the
 * protocol, then the one that names the peer's port, then the one that names ours. The kernel is given priorities in the same
 * order ({@link PolicyPriority}).
 */
public final class Groups {
    public static final Groups NONE = new Groups(List.of());

    private static final Comparator<GroupRule> MOST_SPECIFIC_FIRST = Comparator.comparingInt(GroupRule::priority);

    private final List<GroupRule> rules;
    private final Map<String, GroupRule> byName = new HashMap<>();
    private final Map<IpNetwork, List<GroupRule>> byNetwork = new HashMap<>();
    /** The lengths that occur, the longest first: no flow needs more look-ups than there are. */
    private final TreeSet<Integer> lengths = new TreeSet<>(Comparator.reverseOrder());

    /** @throws IllegalArgumentException if two rules are about the same traffic */
    public Groups(List<GroupRule> rules) {
        this.rules = List.copyOf(rules);
        Set<PolicySelector> seen = new HashSet<>();
        for (GroupRule rule : rules) {
            if (!seen.add(rule.traffic())) {
                throw new IllegalArgumentException("two rules for " + rule.traffic());
            }
            byNetwork.computeIfAbsent(rule.network(), n -> new ArrayList<>()).add(rule);
            lengths.add(rule.network().prefixLength());
            if (rule.traffic().protocol() == 0) {
                rule.connectionNames().forEach(name -> byName.put(name, rule));
            }
        }
        byNetwork.values().forEach(same -> same.sort(MOST_SPECIFIC_FIRST));
    }

    public List<GroupRule> rules() {
        return rules;
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The rule for all traffic with a network, by one of its {@link GroupRule#connectionNames}. */
    public Optional<GroupRule> named(String connection) {
        return Optional.ofNullable(byName.get(connection));
    }

    /** The rule for a flow; empty if no group speaks of it, and it is none of our business. */
    public Optional<GroupRule> of(PolicySelector flow) {
        return candidates(flow).stream().findFirst();
    }

    /** The rule for all that a host says which no narrower rule speaks of: that is what a peer can negotiate about. */
    public Optional<GroupRule> of(IpAddress remote) {
        IpAddress any = remote.isIpv6() ? IpAddress.ANY_IPV6 : IpAddress.ANY_IPV4;
        return of(PolicySelector.between(IpNetwork.host(any), IpNetwork.host(remote)));
    }

    /** All rules that hold a flow, the one that wins first: for the operator who wonders why. */
    public List<GroupRule> candidates(PolicySelector flow) {
        IpAddress remote = flow.destination().address();
        List<GroupRule> candidates = new ArrayList<>();
        for (int length : lengths) {
            if (length <= remote.bits()) {
                byNetwork.getOrDefault(IpNetwork.around(remote, length), List.of()).stream()
                        .filter(rule -> rule.traffic().contains(flow))
                        .forEach(candidates::add);
            }
        }
        return candidates;
    }
}
