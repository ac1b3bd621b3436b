package cygnet.dns;

/** Who decides whether an answer is authentic. */
public enum DnssecMode {
    /** Cygnet itself, from configured trust anchors; the upstream servers need not be trusted. */
    VALIDATE,
    /** A resolver on this host: its AD bit counts (RFC 6840 section 5.7). Only over the loopback interface. */
    TRUST_AD,
    /** Nobody: every answer is unvalidated. */
    OFF
}
