package cygnet.ike.ipsec;

import cygnet.ike.address.Endpoint;

/** What the kernel says unasked. */
public sealed interface KernelEvent {
    /**
     * A packet met a policy without an SA and is being held.
     *
     * @param flow the packet: host addresses, protocol, ports
     * @param policy the selector of the policy that it met
     * @param sequence names the larval entry
     */
    record Acquire(PolicySelector flow, PolicySelector policy, int reqid, int sequence) implements KernelEvent {}

    /** An SA met its soft or hard limit. */
    record Expire(SaId id, boolean hard) implements KernelEvent {}

    /** Encapsulated ESP of an SA arrives from another address or port than before. */
    record MappingChanged(SaId id, Endpoint newSource) implements KernelEvent {}

    /** The kernel's queue overflowed: events were lost. */
    record EventsLost() implements KernelEvent {}
}
