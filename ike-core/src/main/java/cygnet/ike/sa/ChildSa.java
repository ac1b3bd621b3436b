package cygnet.ike.sa;

import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.ChildConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pair of SAs that IKE negotiated.
 *
 * @param uniqueId counts Child SAs since the start of the engine
 * @param inbound as installed, keys wiped
 * @param outbound likewise; installed later than the inbound one where the peer rekeyed
 * @param outboundPending how to install the outbound half, while it waits
 * @param policies the outbound selectors of the policies that lead to this Child SA
 * @param replaces the inbound SPI of the Child SA that this one was made to replace
 * @param nonces of the exchange that made it
 */
public record ChildSa(
        int uniqueId,
        ChildConfig config,
        Mode mode,
        ChildAlgorithms algorithms,
        int reqid,
        SecurityAssociation inbound,
        SecurityAssociation outbound,
        Optional<KernelCommand> outboundPending,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        List<PolicySelector> policies,
        Optional<Spi> replaces,
        RekeyNonces nonces,
        Instant installedAt) {
    public ChildSa {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
        policies = List.copyOf(policies);
    }

    public IpsecProtocol protocol() {
        return inbound.id().protocol();
    }

    public Spi inboundSpi() {
        return inbound.id().spi();
    }

    public Spi outboundSpi() {
        return outbound.id().spi();
    }

    public ChildSa withOutboundInstalled() {
        return new ChildSa(
                uniqueId,
                config,
                mode,
                algorithms,
                reqid,
                inbound,
                outbound,
                Optional.empty(),
                localSelectors,
                remoteSelectors,
                policies,
                replaces,
                nonces,
                installedAt);
    }

    /** The same Child SA between other addresses. */
    public ChildSa between(
            SecurityAssociation newInbound,
            SecurityAssociation newOutbound,
            List<TrafficSelector> newLocalSelectors,
            List<TrafficSelector> newRemoteSelectors,
            List<PolicySelector> newPolicies) {
        return new ChildSa(
                uniqueId,
                config,
                mode,
                algorithms,
                newInbound.reqid(),
                newInbound,
                newOutbound,
                outboundPending.map(pending -> new KernelCommand.AddSa(newOutbound)),
                newLocalSelectors,
                newRemoteSelectors,
                newPolicies,
                replaces,
                nonces,
                installedAt);
    }

    /** What deletes both SAs. */
    public List<KernelCommand> removal() {
        return List.of(
                new KernelCommand.DeleteSa(outbound.id(), outbound.source()),
                new KernelCommand.DeleteSa(inbound.id(), inbound.source()));
    }

    /** Forgets the keys of an outbound half that will never be installed. */
    public void wipePending() {
        if (outboundPending.isPresent()) {
            outbound.wipe();
        }
    }

    /** {@code host{3}}, as the log and the status name it. */
    public String label() {
        return config.name() + "{" + uniqueId + "}";
    }
}
