package cygnet.ike.policy;

import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Identification;

/** How we prove who we are. */
public sealed interface LocalAuth {
    Identification id();

    /**
     * With a signature of our host key.
     *
     * @param legacyRsaSha1 permits AUTH method 1 where the peer knows nothing newer
     */
    record Signature(Identification id, SigningKey key, OwnCertificates certificates, boolean legacyRsaSha1)
            implements LocalAuth {
        /** Without certificates: the peer knows our key. */
        public Signature(Identification id, SigningKey key, boolean legacyRsaSha1) {
            this(id, key, OwnCertificates.NONE, legacyRsaSha1);
        }
    }

    /** With a shared secret, found by both identities. */
    record SharedKey(Identification id) implements LocalAuth {}

    /** Not at all: we stay anonymous (RFC 7619). */
    record Null() implements LocalAuth {
        @Override
        public Identification id() {
            return Identification.NULL;
        }
    }
}
