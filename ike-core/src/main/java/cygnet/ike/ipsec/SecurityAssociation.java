package cygnet.ike.ipsec;

import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import java.util.Optional;

/**
 * One direction of a Child SA, as it goes into the SAD.
 *
 * @param direction inbound SAs replace the larval one that {@link KernelCommand.AllocateSpi} made
 * @param reqid ties the SA to the policies' templates
 * @param encryptionKey {@link ChildAlgorithms#encryptionKeyLength()} octets, with the salt last
 * @param integrityKey {@link ChildAlgorithms#integrityKeyLength()} octets
 * @param encapsulation the UDP ports when ESP goes in UDP (RFC 3948)
 * @param replayWindow packets; 0 turns anti-replay off, which only outbound SAs and manually keyed ones may
 * @param selector the addresses that the SA may carry (transport mode), from its source to its destination
 * @param acquireSequence the sequence number of the ACQUIRE that this SA answers, so that the kernel drops its larval
 *     entry
 */
public record SecurityAssociation(
        SaId id,
        IpAddress source,
        Direction direction,
        Mode mode,
        int reqid,
        ChildAlgorithms algorithms,
        Secret encryptionKey,
        Secret integrityKey,
        Optional<Encapsulation> encapsulation,
        int replayWindow,
        PolicySelector selector,
        Optional<Integer> acquireSequence,
        SaLimits limits) {
    /** Forgets the keys, once the kernel has them or will never get them. */
    public void wipe() {
        encryptionKey.close();
        integrityKey.close();
    }

    /** The same SA between other endpoints; it carries what goes between the two addresses. */
    public SecurityAssociation between(
            IpAddress newSource, IpAddress newDestination, Optional<Encapsulation> ports, int newReqid) {
        return new SecurityAssociation(
                new SaId(newDestination, id.protocol(), id.spi()),
                newSource,
                direction,
                mode,
                newReqid,
                algorithms,
                encryptionKey,
                integrityKey,
                ports,
                replayWindow,
                PolicySelector.between(IpNetwork.host(newSource), IpNetwork.host(newDestination)),
                acquireSequence,
                limits);
    }

    /** UDP ports of encapsulated ESP. */
    public record Encapsulation(int sourcePort, int destinationPort) {}
}
