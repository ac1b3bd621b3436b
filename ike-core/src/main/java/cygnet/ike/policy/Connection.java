package cygnet.ike.policy;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A configured relation to one peer, or to any peer that fits: one entry of the PAD with its Child SAs.
 *
 * @param name unique among the connections
 * @param proposals IKE proposals in order of preference
 * @param livenessDelay how long the peer may be silent before it is probed (RFC 7296 section 2.4); zero: never
 * @param forceEncapsulation ESP in UDP even without NAT
 * @param fragmentation announce and use RFC 7383
 * @param mobike announce RFC 4555, and follow address changes on either side
 * @param attempts how often an initiation is tried before it is given up; 0 is forever
 * @param childless whether the IKE SA may come without a Child SA
 * @param unique what becomes of older IKE SAs with the same peer
 * @param reauthentication after so long both sides prove anew who they are, on another IKE SA; zero: never
 */
public record Connection(
        String name,
        AddressSet localAddresses,
        AddressSet remoteAddresses,
        int localPort,
        int remotePort,
        List<Proposal> proposals,
        LocalAuth local,
        RemoteAuth remote,
        List<ChildConfig> children,
        Lifetime lifetime,
        Duration livenessDelay,
        boolean forceEncapsulation,
        boolean fragmentation,
        boolean mobike,
        int attempts,
        Childless childless,
        Unique unique,
        Duration reauthentication) {
    public Connection {
        proposals = List.copyOf(proposals);
        children = List.copyOf(children);
    }

    /**
     * The same with one peer: what a connection with anybody becomes when a name and its address are known.
     *
     * @param id who the peer must prove to be, by a key that DNS gives
     */
    public Connection with(String peersName, IpAddress address, Identification id, RemoteAuth.DnsKeys anybody) {
        return with(
                peersName,
                new AddressSet(List.of(IpNetwork.host(address))),
                new RemoteAuth.DnsKeys(Optional.of(id), anybody.least()),
                children);
    }

    /** The same with one peer that need not say who it is. */
    public Connection with(String peersName, IpAddress address) {
        return with(peersName, new AddressSet(List.of(IpNetwork.host(address))), remote, children);
    }

    /** The same, but for who we are. */
    Connection with(String newName, LocalAuth ourselves) {
        return with(newName, ourselves, remoteAddresses, remote, children);
    }

    /** The same with others. */
    Connection with(String newName, AddressSet peers, RemoteAuth auth, List<ChildConfig> newChildren) {
        return with(newName, local, peers, auth, newChildren);
    }

    private Connection with(
            String newName, LocalAuth ourselves, AddressSet peers, RemoteAuth auth, List<ChildConfig> newChildren) {
        return new Connection(
                newName,
                localAddresses,
                peers,
                localPort,
                remotePort,
                proposals,
                ourselves,
                auth,
                newChildren,
                lifetime,
                livenessDelay,
                forceEncapsulation,
                fragmentation,
                mobike,
                attempts,
                childless,
                unique,
                reauthentication);
    }
}
