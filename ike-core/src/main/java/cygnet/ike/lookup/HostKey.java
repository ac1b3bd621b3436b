package cygnet.ike.lookup;

import cygnet.crypto.signature.VerificationKey;

/**
 * A key that DNS gives for a name (RFC 4025).
 *
 * @param precedence 0 to 255; lower is tried first
 */
public record HostKey(int precedence, VerificationKey key) {}
