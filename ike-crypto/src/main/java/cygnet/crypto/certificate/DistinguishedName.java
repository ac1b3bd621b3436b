package cygnet.crypto.certificate;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.io.IOException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A distinguished name (RFC 5280 section 4.1.2.4). Equal when the same attributes follow each other: the kind of their
 * strings, upper and lower case and surplus spaces make no difference.
 */
public final class DistinguishedName {
    private final Octets der;
    private final X500Principal principal;
    private final String text;

    private DistinguishedName(Octets der, X500Principal principal, String text) {
        this.der = der;
        this.principal = principal;
        this.text = text;
    }

    /** Reads a Name in DER. */
    public static DistinguishedName ofDer(Octets der) throws CryptoException {
        try {
            // Two readers, each of which is lenient where the other is not: a peer may send anything here.
            X500Name name = X500Name.getInstance(ASN1Primitive.fromByteArray(der.toByteArray()));
            return new DistinguishedName(der, new X500Principal(der.toByteArray()), printable(name.toString()));
        } catch (IOException | RuntimeException e) {
            throw new CryptoException("not a distinguished name", e);
        }
    }

    /** Reads text such as {@code C=CH, O=Example, CN=bob}, written in the order of the certificate. */
    public static DistinguishedName ofText(String text) throws CryptoException {
        try {
            return ofDer(Octets.owning(new X500Name(text).getEncoded(ASN1Encoding.DER)));
        } catch (IOException | IllegalArgumentException e) {
            throw new CryptoException("not a distinguished name such as C=CH, O=Example, CN=bob", e);
        }
    }

    public Octets der() {
        return der;
    }

    public boolean isEmpty() {
        return principal.getName().isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistinguishedName that && principal.equals(that.principal);
    }

    @Override
    public int hashCode() {
        return principal.hashCode();
    }

    /** In the order of the certificate; what is not printable ASCII is escaped, so that it can be logged. */
    @Override
    public String toString() {
        return text;
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.chars()
                .limit(1024)
                .forEach(c -> printable.append(c >= ' ' && c < 0x7f ? String.valueOf((char) c) : "\\" + c + ";"));
        return printable.toString();
    }
}
