package cygnet.kernel.pfkey;

import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What the kernel says unasked, as far as the message itself tells it. */
sealed interface Notice {
    /**
     * A packet met a policy without an SA.
     *
     * @param policyIndex names the policy
     */
    record Acquire(IpAddress source, IpAddress destination, int policyIndex, int sequence) implements Notice {}

    /** An SA met its soft or hard limit. */
    record Expire(SaId id, boolean hard) implements Notice {}

    /** ESP in UDP of the SA with this SPI comes from elsewhere; where the SA ends is not told. */
    record Mapping(Spi spi, IpAddress oldSource, Endpoint newSource) implements Notice {}

    /**
     * The notice in a message; empty for events that concern nobody: what others did, the end of a larval SA without SPI.
     *
     * @throws KernelException if the message is too short
     */
    static Optional<? extends Notice> decode(PfkeyMessage message) throws KernelException {
        return switch (message.type()) {
            case PfkeyNumbers.MSG_ACQUIRE -> acquire(message);
            case PfkeyNumbers.MSG_EXPIRE -> expire(message);
            case PfkeyNumbers.MSG_NAT_T_NEW_MAPPING -> mapping(message);
            default -> Optional.empty();
        };
    }

    private static Optional<Acquire> acquire(PfkeyMessage message) throws KernelException {
        if (message.sender() != 0) {
            // Some other daemon telling the kernel that it has given up.
            return Optional.empty();
        }
        ByteBuffer policy = message.require(PfkeyNumbers.EXT_POLICY, PolicyMessages.POLICY_OCTETS);
        return Optional.of(new Acquire(
                SadEntry.source(message),
                SadEntry.destination(message),
                policy.getInt(PolicyMessages.INDEX),
                message.sequence()));
    }

    private static Optional<Expire> expire(PfkeyMessage message) throws KernelException {
        Optional<IpsecProtocol> protocol = SadEntry.protocol(message.saType());
        int spi = spi(message);
        if (protocol.isEmpty() || !Spi.isValid(spi)) {
            return Optional.empty();
        }
        boolean hard = message.find(PfkeyNumbers.EXT_LIFETIME_HARD, SaMessages.LIFETIME_OCTETS)
                .isPresent();
        return Optional.of(new Expire(new SaId(SadEntry.destination(message), protocol.get(), new Spi(spi)), hard));
    }

    private static Optional<Mapping> mapping(PfkeyMessage message) throws KernelException {
        ByteBuffer port = message.require(PfkeyNumbers.EXT_NAT_T_DPORT, SaMessages.NAT_T_OCTETS);
        int spi = spi(message);
        // The new source stands where other messages have the destination.
        Endpoint newSource =
                new Endpoint(SadEntry.destination(message), NetworkOrder.getShort(port, SaMessages.NAT_T_PORT));
        return Spi.isValid(spi)
                ? Optional.of(new Mapping(new Spi(spi), SadEntry.source(message), newSource))
                : Optional.empty();
    }

    private static int spi(PfkeyMessage message) throws KernelException {
        return NetworkOrder.getInt(message.require(PfkeyNumbers.EXT_SA, SaMessages.SA_OCTETS), SaMessages.SPI);
    }
}
