package cygnet.ike.ipsec;

/** IPsec modes (RFC 4301 section 3.2). */
public enum Mode {
    TRANSPORT,
    TUNNEL
}
