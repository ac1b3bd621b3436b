package cygnet.daemon.config;

import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.ipsec.SecurityAssociation;

/**
 * A pair of SAs whose keys somebody has written into a file, for all traffic between two hosts. It has no replay window: sequence
 * numbers begin anew when a host does (RFC 4303 section 3.3.3).
 *
 * @param name of its section
 */
public record ManualSa(String name, SecurityAssociation inbound, SecurityAssociation outbound) {
    /** What it protects, outbound. */
    public PolicySelector traffic() {
        return outbound.selector();
    }
}
