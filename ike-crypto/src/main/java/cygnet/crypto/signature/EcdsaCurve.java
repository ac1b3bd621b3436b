package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/** The curves of ECDSA keys. RFC 6605 gives a form in DNS to the first two. */
final class EcdsaCurve {
    static final EcdsaCurve P256 = new EcdsaCurve("P-256", 256, SECObjectIdentifiers.secp256r1, true);
    static final EcdsaCurve P384 = new EcdsaCurve("P-384", 384, SECObjectIdentifiers.secp384r1, true);
    static final EcdsaCurve P521 = new EcdsaCurve("P-521", 521, SECObjectIdentifiers.secp521r1, false);
    static final List<EcdsaCurve> ALL = List.of(P256, P384, P521);

    static final Octets UNCOMPRESSED = Octets.of((byte) 4);

    private final String title;
    private final int bits;
    private final ASN1ObjectIdentifier oid;
    private final ECDomainParameters domain;
    private final boolean inDns;

    private EcdsaCurve(String title, int bits, ASN1ObjectIdentifier oid, boolean inDns) {
        this.title = title;
        this.bits = bits;
        this.oid = oid;
        this.inDns = inDns;
        this.domain = new ECNamedDomainParameters(oid, CustomNamedCurves.getByOID(oid));
    }

    static EcdsaCurve ofBits(int bits) {
        return switch (bits) {
            case 256 -> P256;
            case 384 -> P384;
            case 521 -> P521;
            default -> throw new IllegalArgumentException("ECDSA keys have 256, 384 or 521 bits: " + bits);
        };
    }

    /** The curve that EcpkParameters name (RFC 5480 section 2.1.1). */
    static EcdsaCurve ofParameters(@Nullable ASN1Encodable parameters) throws CryptoException {
        if (!(parameters instanceof ASN1ObjectIdentifier name)) {
            throw new CryptoException("the elliptic curve has no name: use P-256, P-384 or P-521");
        }
        for (EcdsaCurve curve : ALL) {
            if (curve.oid.equals(name)) {
                return curve;
            }
        }
        throw new CryptoException("the elliptic curve " + name + " is not supported: use P-256, P-384 or P-521");
    }

    /** Checks that {@code x | y} is a point on the curve (SEC 1 section 3.2.2.1; the cofactor is 1). */
    EcdsaVerificationKey keyOfCoordinates(Octets coordinates) throws CryptoException {
        if (coordinates.length() != coordinatesLength()) {
            throw new CryptoException("a " + this + " public key has " + coordinatesLength() + " octets (x | y), not "
                    + coordinates.length());
        }
        try {
            var point = domain.getCurve()
                    .decodePoint(Octets.concat(UNCOMPRESSED, coordinates).toByteArray());
            return new EcdsaVerificationKey(this, coordinates, new ECPublicKeyParameters(point, domain));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the " + this + " public key is not a point on the curve", e);
        }
    }

    /** The key of an uncompressed point, 0x04 | x | y. */
    EcdsaVerificationKey keyOfPoint(Octets point) throws CryptoException {
        if (!point.startsWith(UNCOMPRESSED)) {
            throw new CryptoException("the " + this + " public key is not an uncompressed point");
        }
        return keyOfCoordinates(point.from(1));
    }

    /** The private key with the scalar {@code d}. */
    EcdsaSigningKey keyOfScalar(BigInteger d) throws CryptoException {
        if (d.signum() <= 0 || d.compareTo(domain.getN()) >= 0) {
            throw new CryptoException("the " + this + " private key is out of range");
        }
        Octets point = Octets.owning(domain.getG().multiply(d).normalize().getEncoded(false));
        return new EcdsaSigningKey(keyOfPoint(point), new ECPrivateKeyParameters(d, domain));
    }

    /** Octets of x | y. */
    int coordinatesLength() {
        return 2 * ((bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    int bits() {
        return bits;
    }

    /** Whether RFC 6605 section 4 gives its keys a form in DNS. */
    boolean isInDns() {
        return inDns;
    }

    ASN1ObjectIdentifier oid() {
        return oid;
    }

    ECDomainParameters domain() {
        return domain;
    }

    @Override
    public String toString() {
        return title;
    }
}
