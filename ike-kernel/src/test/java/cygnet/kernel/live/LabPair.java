package cygnet.kernel.live;

import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.ChildAlgorithms;
import cygnet.ike.ipsec.Direction;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.Policy;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.SaLimits;
import cygnet.ike.ipsec.SecurityAssociation;
import cygnet.ike.ipsec.SecurityAssociation.Encapsulation;
import cygnet.ike.ipsec.Spi;
import java.util.Optional;

/**
 * What two hosts would have negotiated: the makings of a pair of SAs between them.
 *
 * @param encapsulationPort of both ends; 0 is plain ESP
 * @param window replay window of the inbound SAs
 */
record LabPair(
        IpAddress alice,
        IpAddress bob,
        IpsecProtocol protocol,
        Mode mode,
        ChildAlgorithms algorithms,
        int encapsulationPort,
        int window) {
    static final int REQID = 0x4359_0007;
    private static final int PRIORITY = 2000;

    /** One direction, with keys. */
    record Way(SaId id, IpAddress source, Secret encryptionKey, Secret integrityKey) {}

    Way way(IpAddress from, IpAddress to, Spi spi, RandomSource random) {
        return new Way(
                new SaId(to, protocol, spi),
                from,
                Secret.copyOf(random.octets(protocol == IpsecProtocol.AH ? 0 : algorithms.encryptionKeyLength())),
                Secret.copyOf(random.octets(algorithms.integrityKeyLength())));
    }

    /** The SA of one direction as one end installs it. */
    SecurityAssociation sa(Way way, Direction direction, Optional<Integer> acquireSequence, SaLimits limits) {
        Optional<Encapsulation> encapsulation = encapsulationPort == 0
                ? Optional.empty()
                : Optional.of(new Encapsulation(encapsulationPort, encapsulationPort));
        return new SecurityAssociation(
                way.id(),
                way.source(),
                direction,
                mode,
                REQID,
                algorithms,
                way.encryptionKey(),
                way.integrityKey(),
                encapsulation,
                direction == Direction.INBOUND ? window : 0,
                selector(way.source(), way.id().destination()),
                acquireSequence,
                limits);
    }

    Policy policy(IpAddress from, IpAddress to, Direction direction) {
        return new Policy(selector(from, to), direction, PRIORITY, new Policy.Protect(protocol, mode, REQID, true));
    }

    static PolicySelector selector(IpAddress from, IpAddress to) {
        return PolicySelector.between(IpNetwork.host(from), IpNetwork.host(to));
    }
}
