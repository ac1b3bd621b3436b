package cygnet.kernel;

import cygnet.ike.ipsec.PolicySelector;
import java.util.List;

/**
 * A copy of what the kernel's SAD and SPD hold.
 *
 * @param securityAssociations ESP and AH SAs, with those that so far are only an allocated SPI
 * @param heldFlows flows that met a policy without an SA
 * @param policies inbound and outbound policies; those of sockets, those for forwarding, and those that a
 *     {@link PolicySelector} cannot express (masked ports, interfaces) are left out: Cygnet makes none
 */
public record KernelInventory(
        List<InstalledSa> securityAssociations, List<HeldFlow> heldFlows, List<InstalledPolicy> policies) {
    public KernelInventory {
        securityAssociations = List.copyOf(securityAssociations);
        heldFlows = List.copyOf(heldFlows);
        policies = List.copyOf(policies);
    }

    /**
     * A larval entry that an ACQUIRE announced.
     *
     * @param flow the packet: host addresses, protocol, ports
     * @param sequence the one of the ACQUIRE
     */
    public record HeldFlow(PolicySelector flow, int reqid, int sequence) {}
}
