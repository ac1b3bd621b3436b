package cygnet.daemon.vici;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.policy.Assurance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An IKE SA as it was at one moment.
 *
 * @param connection name of its connection
 * @param id unique among the IKE SAs since the start of the daemon
 * @param localId empty as long as it is not decided
 * @param remoteId empty as long as it is not known
 * @param initiator we began it
 * @param initiatorSpi eight octets
 * @param responderSpi eight octets; all zero as long as it is not known
 * @param localNat we are behind a NAT
 * @param remoteNat the peer is
 * @param algorithms the chosen proposal; empty before there are keys
 * @param assurance how sure we are of the peer's identity; empty before it is authenticated
 * @param established how long ago; empty before
 * @param rekeyIn empty if no rekeying is due
 */
public record IkeSaStatus(
        String connection,
        long id,
        State state,
        Endpoint local,
        Endpoint remote,
        Optional<Identification> localId,
        Optional<Identification> remoteId,
        boolean initiator,
        Octets initiatorSpi,
        Octets responderSpi,
        boolean localNat,
        boolean remoteNat,
        Optional<Proposal> algorithms,
        Optional<Assurance> assurance,
        Optional<Duration> established,
        Optional<Duration> rekeyIn,
        List<ChildSaStatus> children) {
    /** strongSwan's names, which clients know. */
    public enum State {
        CONNECTING,
        ESTABLISHED,
        REKEYING,
        REKEYED,
        DELETING
    }

    public IkeSaStatus {
        children = List.copyOf(children);
    }

    IkeSaStatus withChildren(List<ChildSaStatus> some) {
        return new IkeSaStatus(
                connection,
                id,
                state,
                local,
                remote,
                localId,
                remoteId,
                initiator,
                initiatorSpi,
                responderSpi,
                localNat,
                remoteNat,
                algorithms,
                assurance,
                established,
                rekeyIn,
                some);
    }
}
