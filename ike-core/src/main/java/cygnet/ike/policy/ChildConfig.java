package cygnet.ike.policy;

import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import java.util.List;

/**
 * A Child SA that a connection may have.
 *
 * @param proposals ESP proposals with KE transforms for PFS at rekeying; in order of preference
 * @param localSelectors what of our side is protected; empty is "dynamic": our address of the IKE SA
 * @param remoteSelectors likewise the peer's
 * @param octets how many an SA may carry
 * @param packets likewise
 * @param idleness when it ends for want of packets
 */
public record ChildConfig(
        String name,
        Mode mode,
        List<Proposal> proposals,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        StartAction startAction,
        Lifetime lifetime,
        Volume octets,
        Volume packets,
        Idleness idleness,
        int replayWindow,
        PolicyTerms policies) {
    public ChildConfig {
        proposals = List.copyOf(proposals);
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }

    /** The same with other policies. */
    public ChildConfig with(PolicyTerms terms) {
        return new ChildConfig(
                name,
                mode,
                proposals,
                localSelectors,
                remoteSelectors,
                startAction,
                lifetime,
                octets,
                packets,
                idleness,
                replayWindow,
                terms);
    }

    /** AH if the first proposal says so, else ESP. There is one for all, since the policies name it. */
    public IpsecProtocol protocol() {
        return proposals.stream()
                .findFirst()
                .flatMap(p -> IpsecProtocol.of(p.protocol()))
                .orElse(IpsecProtocol.ESP);
    }
}
