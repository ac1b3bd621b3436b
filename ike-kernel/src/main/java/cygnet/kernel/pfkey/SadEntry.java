package cygnet.kernel.pfkey;

import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Mode;
import cygnet.ike.ipsec.SaId;
import cygnet.ike.ipsec.Spi;
import cygnet.kernel.KernelException;
import cygnet.kernel.netlink.NetworkOrder;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An SA as the kernel tells it; its keys are not read.
 *
 * @param spi 0 for the larval SA of an ACQUIRE
 * @param standIn the reqid as the kernel has it
 * @param packets modulo 2^32, as the kernel tells them
 * @param encapsulated in UDP
 */
record SadEntry(
        IpsecProtocol protocol,
        IpAddress source,
        IpAddress destination,
        int spi,
        boolean larval,
        Mode mode,
        int standIn,
        long octets,
        long packets,
        boolean encapsulated) {
    /**
     * Reads an SA; empty for what IKE does not make, such as compression.
     *
     * @throws KernelException if something of it is missing
     */
    static Optional<SadEntry> decode(PfkeyMessage message) throws KernelException {
        Optional<IpsecProtocol> protocol = protocol(message.saType());
        ByteBuffer sa = message.require(PfkeyNumbers.EXT_SA, SaMessages.SA_OCTETS);
        ByteBuffer sa2 = message.require(PfkeyNumbers.EXT_SA2, SaMessages.SA_OCTETS);
        ByteBuffer used = message.require(PfkeyNumbers.EXT_LIFETIME_CURRENT, SaMessages.LIFETIME_OCTETS);
        Optional<Mode> mode = mode(sa2.get(SaMessages.SA2_MODE));
        if (protocol.isEmpty() || mode.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SadEntry(
                protocol.get(),
                source(message),
                destination(message),
                NetworkOrder.getInt(sa, SaMessages.SPI),
                sa.get(SaMessages.STATE) == PfkeyNumbers.STATE_LARVAL,
                mode.get(),
                sa2.getInt(SaMessages.SA2_REQID),
                used.getLong(SaMessages.LIFETIME_OCTETS_CARRIED),
                Integer.toUnsignedLong(used.getInt(SaMessages.LIFETIME_PACKETS)),
                message.find(PfkeyNumbers.EXT_NAT_T_TYPE, SaMessages.NAT_T_OCTETS)
                        .isPresent()));
    }

    /** Empty for a larval SA that has no SPI yet. */
    Optional<SaId> id() {
        return Spi.isValid(spi) ? Optional.of(new SaId(destination, protocol, new Spi(spi))) : Optional.empty();
    }

    static IpAddress source(PfkeyMessage message) throws KernelException {
        return AddressExtension.address(message.require(PfkeyNumbers.EXT_ADDRESS_SRC, AddressExtension.LEAST_OCTETS));
    }

    static IpAddress destination(PfkeyMessage message) throws KernelException {
        return AddressExtension.address(message.require(PfkeyNumbers.EXT_ADDRESS_DST, AddressExtension.LEAST_OCTETS));
    }

    static Optional<IpsecProtocol> protocol(int saType) {
        for (IpsecProtocol protocol : IpsecProtocol.values()) {
            if (SaMessages.type(protocol) == saType) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }

    private static Optional<Mode> mode(int number) {
        return switch (number) {
            case PfkeyNumbers.MODE_TRANSPORT -> Optional.of(Mode.TRANSPORT);
            case PfkeyNumbers.MODE_TUNNEL -> Optional.of(Mode.TUNNEL);
            default -> Optional.empty();
        };
    }
}
