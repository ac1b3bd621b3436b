package cygnet.crypto.signature;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;

/** Reading and writing DER with Bouncy Castle, whose reader takes any BER and gives null for nothing. */
final class Der {
    private Der() {}

    /**
     * Reads {@code octets}, all of them, as a structure that {@code type} recognises. Whether they are DER, and not only
     * BER, is for the caller to check by encoding again.
     *
     * @param name what the structure is called, for the message
     */
    static <T> T decode(String name, Octets octets, Type<T> type) throws CryptoException {
        if (octets.isEmpty()) {
            throw new CryptoException("not " + name);
        }
        try {
            return type.of(ASN1Primitive.fromByteArray(octets.toByteArray()));
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle throws a dozen types. None is kept as the cause: private keys pass through here.
            throw new CryptoException("not " + name);
        }
    }

    static Octets encode(ASN1Object object) {
        try {
            return Octets.owning(object.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("cannot encode " + object.getClass().getSimpleName(), e);
        }
    }

    interface Type<T> {
        T of(ASN1Primitive parsed) throws IOException;
    }
}
