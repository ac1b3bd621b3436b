package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 public key (RFC 8032 section 5.1, RFC 8420). */
final class Ed25519VerificationKey implements VerificationKey {
    private static final int BITS = 255;

    private final Octets point;

    private Ed25519VerificationKey(Octets point) {
        this.point = point;
    }

    /** Checks that {@code point} is an element of the prime-order group: for others, anybody can make signatures. */
    static Ed25519VerificationKey of(Octets point) throws CryptoException {
        if (point.length() != Ed25519.PUBLIC_KEY_SIZE) {
            throw new CryptoException(
                    "an Ed25519 public key has " + Ed25519.PUBLIC_KEY_SIZE + " octets, not " + point.length());
        }
        if (!Ed25519.validatePublicKeyFull(point.toByteArray(), 0)) {
            throw new CryptoException("the Ed25519 public key is not a point of the prime-order group");
        }
        return new Ed25519VerificationKey(point);
    }

    @Override
    public KeyType type() {
        return KeyType.ED25519;
    }

    @Override
    public int bits() {
        return BITS;
    }

    @Override
    public Octets subjectPublicKeyInfo() {
        return SubjectPublicKeyInfos.encode(this);
    }

    @Override
    public Octets ipsecKey() {
        return point;
    }

    @Override
    public boolean verify(SignatureScheme scheme, Octets message, Octets signature) {
        return supports(scheme)
                && signature.length() == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(
                        signature.toByteArray(), 0, point.toByteArray(), 0, message.toByteArray(), 0, message.length());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ed25519VerificationKey that && point.equals(that.point);
    }

    @Override
    public int hashCode() {
        return point.hashCode();
    }

    @Override
    public String toString() {
        return "Ed25519 " + fingerprint();
    }
}
