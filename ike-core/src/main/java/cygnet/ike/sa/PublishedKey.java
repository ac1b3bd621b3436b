package cygnet.ike.sa;

import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DomainName;
import java.time.Duration;

/**
 * The key with which a peer has proven who it is, as DNS gave it: believed as long as DNS has it.
 *
 * @param life how long DNS said that it may be remembered
 */
public record PublishedKey(DomainName name, VerificationKey key, Duration life) {}
