package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.util.BigIntegers;

/**
 * The form that ECDSA signatures have in the authentication methods 9 to 11 (RFC 4754 section 7): r and s one after the
 * other, each as long as the curve's order, big-endian. {@link SigningKey} and {@link VerificationKey} speak DER.
 */
public final class PlainEcdsa {
    private PlainEcdsa() {}

    /**
     * From DER to the plain form.
     *
     * @param bits of the curve: 256, 384 or 521
     * @throws CryptoException if {@code der} is not an ECDSA-Sig-Value, or one of a larger curve
     */
    public static Octets ofDer(Octets der, int bits) throws CryptoException {
        ASN1Sequence sequence = Der.decode("an ECDSA signature", der, ASN1Sequence::getInstance);
        if (sequence.size() != 2) {
            throw new CryptoException("not an ECDSA signature");
        }
        int length = (bits + 7) / 8;
        return Octets.concat(number(sequence, 0, length), number(sequence, 1, length));
    }

    private static Octets number(ASN1Sequence sequence, int index, int length) throws CryptoException {
        if (!(sequence.getObjectAt(index) instanceof ASN1Integer number)
                || number.getValue().signum() < 0
                || number.getValue().bitLength() > length * Byte.SIZE) {
            throw new CryptoException("not an ECDSA signature of " + length * Byte.SIZE + " bits");
        }
        return Octets.owning(BigIntegers.asUnsignedByteArray(length, number.getValue()));
    }

    /**
     * From the plain form to DER. Whether the numbers are in range is seen when the signature is verified.
     *
     * @param bits of the curve: 256, 384 or 521
     * @throws CryptoException if the length is not that of such a signature
     */
    public static Octets toDer(Octets plain, int bits) throws CryptoException {
        int length = (bits + 7) / 8;
        if (plain.length() != 2 * length) {
            throw new CryptoException(
                    "an ECDSA signature of " + plain.length() + " octets, where there should be " + 2 * length);
        }
        ASN1EncodableVector numbers = new ASN1EncodableVector();
        numbers.add(new ASN1Integer(new BigInteger(1, plain.first(length).toByteArray())));
        numbers.add(new ASN1Integer(new BigInteger(1, plain.from(length).toByteArray())));
        return Der.encode(new DERSequence(numbers));
    }
}
