package cygnet.crypto.signature;

import cygnet.crypto.Octets;

/** An Ed25519 or Ed448 public key (RFC 8032 sections 5.1 and 5.2, RFC 8420). */
final class EddsaVerificationKey implements VerificationKey {
    private final EdwardsCurve curve;
    private final Octets point;

    /** The curve has checked the point. */
    EddsaVerificationKey(EdwardsCurve curve, Octets point) {
        this.curve = curve;
        this.point = point;
    }

    EdwardsCurve curve() {
        return curve;
    }

    @Override
    public KeyType type() {
        return curve.keyType();
    }

    @Override
    public int bits() {
        return curve.bits();
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
                && signature.length() == curve.signatureLength()
                && curve.verify(signature.toByteArray(), point.toByteArray(), message.toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EddsaVerificationKey that && curve == that.curve && point.equals(that.point);
    }

    @Override
    public int hashCode() {
        return point.hashCode();
    }

    @Override
    public String toString() {
        return curve + " " + fingerprint();
    }
}
