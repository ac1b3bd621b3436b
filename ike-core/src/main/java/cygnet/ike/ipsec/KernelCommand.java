package cygnet.ike.ipsec;

import cygnet.ike.address.IpAddress;

/** One thing for the kernel to do. Several are performed in order; the first failure ends the series. */
public sealed interface KernelCommand {
    /**
     * Reserve an SPI; answered by {@link KernelResult.SpiAllocated}.
     *
     * @param reqid 0 for an inbound one. Otherwise the larval entry that an ACQUIRE with this reqid has left gets the SPI, and can
     *     be deleted by it
     */
    record AllocateSpi(IpAddress source, IpAddress destination, IpsecProtocol protocol, int reqid)
            implements KernelCommand {
        /** For an inbound SA. */
        public AllocateSpi(IpAddress source, IpAddress destination, IpsecProtocol protocol) {
            this(source, destination, protocol, 0);
        }
    }

    /** Add an SA; an inbound one takes the place of its larval entry. */
    record AddSa(SecurityAssociation sa) implements KernelCommand {}

    /** Delete an SA or a larval entry. One that is gone already is no failure. */
    record DeleteSa(SaId id, IpAddress source) implements KernelCommand {}

    /**
     * Give an SA other addresses or UDP ports, for a peer or a host that has moved. Its keys and counters stay what they are.
     *
     * @param id names the SA as it is
     * @param to what it is to be: with the same SPI and algorithms; of its keys nothing is read
     */
    record MoveSa(SaId id, SecurityAssociation to) implements KernelCommand {}

    /** Ask for an SA's counters; answered by {@link KernelResult.Usage}. */
    record QuerySa(SaId id, IpAddress source) implements KernelCommand {}

    /**
     * Add a policy or replace the one with the same selector and direction. Replacing releases the packets that the
     * kernel holds for it.
     */
    record PutPolicy(Policy policy) implements KernelCommand {}

    /** Delete a policy. One that is gone already is no failure. */
    record DeletePolicy(PolicySelector selector, Direction direction) implements KernelCommand {}
}
