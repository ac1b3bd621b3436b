package cygnet.crypto.signature;

import cygnet.crypto.Octets;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** An ECDSA public key. Signatures are a DER ECDSA-Sig-Value (RFC 7427 section 3, RFC 3279 section 2.2.3). */
final class EcdsaVerificationKey implements VerificationKey {
    private final EcdsaCurve curve;
    private final Octets coordinates;
    private final ECPublicKeyParameters parameters;

    /** The curve has checked the point. */
    EcdsaVerificationKey(EcdsaCurve curve, Octets coordinates, ECPublicKeyParameters parameters) {
        this.curve = curve;
        this.coordinates = coordinates;
        this.parameters = parameters;
    }

    EcdsaCurve curve() {
        return curve;
    }

    /** x | y */
    Octets coordinates() {
        return coordinates;
    }

    @Override
    public KeyType type() {
        return KeyType.ECDSA;
    }

    @Override
    public int bits() {
        return curve.bits();
    }

    @Override
    public Octets subjectPublicKeyInfo() {
        return SubjectPublicKeyInfos.encode(curve, coordinates);
    }

    @Override
    public boolean hasIpsecKeyForm() {
        return curve.isInDns();
    }

    @Override
    public Octets ipsecKey() {
        if (!curve.isInDns()) {
            throw new IllegalStateException("there is no IPSECKEY form for " + curve + " (RFC 6605 section 4)");
        }
        return coordinates;
    }

    @Override
    public boolean verify(SignatureScheme scheme, Octets message, Octets signature) {
        if (!supports(scheme)) {
            return false;
        }
        BigInteger[] rs;
        try {
            // Strict: refuses anything but the one DER encoding, and r or s that are negative or not below the order.
            rs = StandardDSAEncoding.INSTANCE.decode(curve.domain().getN(), signature.toByteArray());
        } catch (IOException | RuntimeException e) {
            return false;
        }
        ECDSASigner verification = new ECDSASigner();
        verification.init(false, parameters);
        return verification.verifySignature(scheme.hash().digest(message).toByteArray(), rs[0], rs[1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EcdsaVerificationKey that
                && curve == that.curve
                && coordinates.equals(that.coordinates);
    }

    @Override
    public int hashCode() {
        return coordinates.hashCode();
    }

    @Override
    public String toString() {
        return "ECDSA " + curve + " " + fingerprint();
    }
}
