package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;

/** An Ed25519 or Ed448 private key: the octets that RFC 8032 sections 5.1.5 and 5.2.5 begin with. */
final class EddsaSigningKey implements SigningKey {
    private final Secret seed;
    private final EddsaVerificationKey verificationKey;

    /** The curve has computed the public key. */
    EddsaSigningKey(Secret seed, EddsaVerificationKey verificationKey) {
        this.seed = seed;
        this.verificationKey = verificationKey;
    }

    @Override
    public VerificationKey verificationKey() {
        return verificationKey;
    }

    @Override
    public Octets sign(SignatureScheme scheme, Octets message, RandomSource random) throws CryptoException {
        PrivateKeyPem.requireSupported(verificationKey, scheme);
        return verificationKey.curve().sign(seed, verificationKey.ipsecKey(), message);
    }

    @Override
    public String toPem() {
        return PrivateKeyPem.encode(verificationKey.curve(), seed);
    }

    /** There is one private half for a public one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EddsaSigningKey that && verificationKey().equals(that.verificationKey());
    }

    @Override
    public int hashCode() {
        return verificationKey().hashCode();
    }

    @Override
    public String toString() {
        return "SigningKey[" + verificationKey + "]";
    }
}
