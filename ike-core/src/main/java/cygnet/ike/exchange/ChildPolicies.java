package cygnet.ike.exchange;

import cygnet.crypto.Octets;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicyPriority;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.ChildConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policies that lead to a Child SA. The kernel matches prefixes and single ports, IKE talks about ranges: a range that
 * is no prefix can't be installed.
 */
public final class ChildPolicies {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private ChildPolicies() {}

    /** The outbound selectors of all pairs; empty if one of them can't be expressed or nothing matches. */
    public static Optional<List<PolicySelector>> selectors(List<TrafficSelector> local, List<TrafficSelector> remote) {
        List<PolicySelector> selectors = new ArrayList<>();
        for (TrafficSelector ours : local) {
            for (TrafficSelector theirs : remote) {
                if (ours.isIpv6() != theirs.isIpv6() || protocolsDiffer(ours, theirs)) {
                    continue;
                }
                Optional<PolicySelector> selector = pair(ours, theirs);
                if (selector.isEmpty()) {
                    return Optional.empty();
                }
                selectors.add(selector.get());
            }
        }
        return selectors.isEmpty() ? Optional.empty() : Optional.of(selectors);
    }

    /** The policies of several outbound selectors. */
    public static List<KernelCommand> commands(ChildConfig config, int reqid, List<PolicySelector> outbound) {
        return outbound.stream()
                .flatMap(selector -> commands(config, reqid, selector).stream())
                .toList();
    }

    /** The two policies of an outbound selector; inbound first, so that nothing is answered before it is accepted. */
    public static List<KernelCommand> commands(ChildConfig config, int reqid, PolicySelector outbound) {
        int priority = config.policies().priority().orElseGet(() -> PolicyPriority.of(outbound));
        Policy.Protect out = new Policy.Protect(config.protocol(), config.mode(), reqid, true);
        Policy.Protect in = new Policy.Protect(
                config.protocol(), config.mode(), reqid, !config.policies().acceptsClear());
        return List.of(
                new KernelCommand.PutPolicy(new Policy(outbound.reversed(), Direction.INBOUND, priority, in)),
                new KernelCommand.PutPolicy(new Policy(outbound, Direction.OUTBOUND, priority, out)));
    }

    /** What removes the two policies of an outbound selector. */
    public static List<KernelCommand> removal(PolicySelector outbound) {
        return List.of(
                new KernelCommand.DeletePolicy(outbound, Direction.OUTBOUND),
                new KernelCommand.DeletePolicy(outbound.reversed(), Direction.INBOUND));
    }

    private static boolean protocolsDiffer(TrafficSelector a, TrafficSelector b) {
        return a.protocol() != 0 && b.protocol() != 0 && a.protocol() != b.protocol();
    }

    private static Optional<PolicySelector> pair(TrafficSelector local, TrafficSelector remote) {
        int protocol = Math.max(local.protocol(), remote.protocol());
        Optional<IpNetwork> source = network(local);
        Optional<IpNetwork> destination = network(remote);
        Optional<Integer> sourcePort = port(protocol, local);
        Optional<Integer> destinationPort = port(protocol, remote);
        if (source.isEmpty() || destination.isEmpty() || sourcePort.isEmpty() || destinationPort.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PolicySelector(source.get(), destination.get(), protocol, sourcePort.get(), destinationPort.get()));
    }

    private static Optional<Integer> port(int protocol, TrafficSelector selector) {
        if (selector.anyPort()) {
            return Optional.of(PolicySelector.ANY_PORT);
        }
        if (selector.startPort() != selector.endPort()) {
            return Optional.empty();
        }
        // RFC 7296 section 3.13.1: ICMP's type is in the upper eight bits of the port, its code in the lower.
        boolean icmp = protocol == ICMP || protocol == ICMPV6;
        return Optional.of(icmp ? selector.startPort() >> 8 : selector.startPort());
    }

    /** The prefix that a range is, if it is one. */
    static Optional<IpNetwork> network(TrafficSelector selector) {
        Octets first = selector.startAddress().octets();
        Octets last = selector.endAddress().octets();
        int bits = selector.startAddress().bits();
        int prefix = 0;
        while (prefix < bits && bit(first, prefix) == bit(last, prefix)) {
            prefix++;
        }
        for (int i = prefix; i < bits; i++) {
            if (bit(first, i) != 0 || bit(last, i) != 1) {
                return Optional.empty();
            }
        }
        return Optional.of(new IpNetwork(new IpAddress(first), prefix));
    }

    private static int bit(Octets octets, int index) {
        return (octets.at(index / 8) >> (7 - index % 8)) & 1;
    }
}
