package cygnet.kernel;

import cygnet.ike.ipsec.Policy;

/**
 * A policy as the kernel's SPD holds it.
 *
 * @param policy what it does; of several templates the first
 * @param mark the packet mark that the policy is bound to; 0 is none, and Cygnet sets none
 * @param index the kernel's number for it
 */
public record InstalledPolicy(Policy policy, int mark, int index) {}
