package cygnet.ike.policy;

import java.util.Locale;

/** How sure we are who the peer is, from nothing to certainty. */
public enum Assurance {
    /** Nobody vouches for the peer. */
    ANONYMOUS,
    /** The key came from unvalidated DNS. */
    DNS,
    /** The key came from DNS with DNSSEC. */
    DNSSEC,
    /** The key, certificate or shared secret was configured by hand. */
    PINNED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
