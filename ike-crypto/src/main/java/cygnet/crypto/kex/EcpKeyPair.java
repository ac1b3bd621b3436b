package cygnet.crypto.kex;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import java.math.BigInteger;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** A key pair on P-256, P-384 or P-521: public values are x | y, the shared secret is x (RFC 5903 sections 7 and 9). */
final class EcpKeyPair implements EphemeralKeyPair {
    /** Made once: with the base point goes the table that makes new keys cheap. */
    static final ECDomainParameters P256 = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));

    static final ECDomainParameters P384 = new ECDomainParameters(CustomNamedCurves.getByName("P-384"));

    static final ECDomainParameters P521 = new ECDomainParameters(CustomNamedCurves.getByName("P-521"));

    private static final Octets UNCOMPRESSED = Octets.of((byte) 4);

    private final KeyExchangeMethod method;
    private final ECDomainParameters curve;
    private final Octets publicValue;
    private @Nullable ECPrivateKeyParameters privateKey;

    private EcpKeyPair(
            KeyExchangeMethod method, ECDomainParameters curve, Octets publicValue, ECPrivateKeyParameters privateKey) {
        this.method = method;
        this.curve = curve;
        this.publicValue = publicValue;
        this.privateKey = privateKey;
    }

    static EcpKeyPair generate(KeyExchangeMethod method, ECDomainParameters curve, RandomSource random) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve, random.asSecureRandom()));
        var pair = generator.generateKeyPair();
        byte[] encoded = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        return new EcpKeyPair(
                method, curve, Octets.owning(encoded).from(1), (ECPrivateKeyParameters) pair.getPrivate());
    }

    @Override
    public KeyExchangeMethod method() {
        return method;
    }

    @Override
    public Octets publicValue() {
        return publicValue;
    }

    @Override
    public Secret agree(Octets peerPublicValue) throws CryptoException {
        ECPrivateKeyParameters open = Numbers.requireOpen(privateKey);
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(open);
        BigInteger x = agreement.calculateAgreement(new ECPublicKeyParameters(decode(peerPublicValue), curve));
        return Secret.owning(BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), x));
    }

    /** RFC 6989 section 2.3: both coordinates below p, and the point on the curve. */
    private ECPoint decode(Octets peerPublicValue) throws CryptoException {
        Numbers.requireLength(method, peerPublicValue);
        try {
            return curve.getCurve()
                    .decodePoint(Octets.concat(UNCOMPRESSED, peerPublicValue).toByteArray());
        } catch (IllegalArgumentException e) {
            throw new CryptoException("the peer's " + method + " value is not a point on the curve", e);
        }
    }

    /** Drops the private value; big integers cannot be wiped. */
    @Override
    public void close() {
        privateKey = null;
    }
}
