package cygnet.ike.policy;

import cygnet.crypto.certificate.CertificateAuthorities;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.negotiation.Identification;
import java.util.List;
import java.util.Optional;

/** Who the peer must be, and how it must prove it (the PAD of RFC 4301 section 4.4.3). */
public sealed interface RemoteAuth {
    /** The identity that the peer must have; empty accepts any that it can prove. */
    Optional<Identification> id();

    /** Whether the peer signs, so that there must be a key of its to check that with. */
    default boolean bySignature() {
        return !(this instanceof SharedKey) && !(this instanceof Null);
    }

    /**
     * With a signature of one of these keys, configured by hand.
     *
     * @param legacyRsaSha1 accepts AUTH method 1
     */
    record PinnedKeys(Optional<Identification> id, List<VerificationKey> keys, boolean legacyRsaSha1)
            implements RemoteAuth {
        public PinnedKeys {
            keys = List.copyOf(keys);
        }
    }

    /**
     * With a signature of a key that DNS gives for the peer's FQDN. Without an {@code id} the claimed name's own
     * addresses must hold the peer's address (RFC 4301 section 4.4.3: the key binds the name, the PAD the address).
     *
     * @param least what DNSSEC must say at least: {@link Assurance#DNS} or {@link Assurance#DNSSEC}
     */
    record DnsKeys(Optional<Identification> id, Assurance least) implements RemoteAuth {}

    /**
     * With a signature of the key in a certificate that one of these CAs vouches for, and that names the peer's identity
     * (RFC 4945 section 3.1).
     *
     * @param request ask the peer for its certificate (CERTREQ)
     */
    record Certificates(Optional<Identification> id, CertificateAuthorities authorities, boolean request)
            implements RemoteAuth {}

    /** With a shared secret. */
    record SharedKey(Optional<Identification> id) implements RemoteAuth {}

    /**
     * Not at all: the peer may be anybody who sends from a fitting address (RFC 7619). This is the flag of RFC 7619 section
     * 2.4: no other connection is open to such a peer.
     */
    record Null() implements RemoteAuth {
        /** What an anonymous peer calls itself decides nothing (RFC 7619 section 2.2). */
        @Override
        public Optional<Identification> id() {
            return Optional.empty();
        }
    }
}
