package cygnet.crypto.certificate;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Hash;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.VerificationKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** An X.509 certificate (RFC 5280). Immutable; equal when the octets are. */
public final class Certificate {
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int LONGEST = 1 << 14;

    private final Octets der;
    private final X509Certificate parsed;
    private final DistinguishedName subject;
    private final DistinguishedName issuer;
    private final List<AlternativeName> alternativeNames;

    /** Kinds of names besides the subject that can be an IKE identity (RFC 4945 section 3.1). */
    public enum NameKind {
        DNS,
        EMAIL,
        ADDRESS
    }

    /** A name of the extension subjectAltName: ASCII, or the 4 or 16 octets of an address. */
    public record AlternativeName(NameKind kind, Octets value) {}

    private Certificate(X509Certificate parsed) throws CryptoException {
        try {
            this.der = Octets.owning(parsed.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new CryptoException("not a certificate", e);
        }
        this.parsed = parsed;
        this.subject = DistinguishedName.ofDer(
                Octets.owning(parsed.getSubjectX500Principal().getEncoded()));
        this.issuer = DistinguishedName.ofDer(
                Octets.owning(parsed.getIssuerX500Principal().getEncoded()));
        this.alternativeNames = alternativeNames(parsed);
    }

    /**
     * Reads one certificate in DER, at most 16 kB.
     *
     * @throws CryptoException if it is none
     */
    public static Certificate ofDer(Octets der) throws CryptoException {
        List<Certificate> read = der.length() > LONGEST || der.isEmpty() || der.at(0) != 0x30 ? List.of() : ofFile(der);
        if (read.size() != 1 || !read.get(0).der.equals(der)) {
            throw new CryptoException("not a certificate in DER");
        }
        return read.get(0);
    }

    /** Reads the certificates of a file, one in DER or any number in PEM; there is at least one. */
    public static List<Certificate> ofFile(Octets contents) throws CryptoException {
        List<Certificate> read = new ArrayList<>();
        try {
            for (var one : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(contents.toByteArray()))) {
                read.add(new Certificate((X509Certificate) one));
            }
        } catch (CertificateException | RuntimeException e) {
            throw new CryptoException("not a certificate: " + e.getMessage(), e);
        }
        if (read.isEmpty()) {
            throw new CryptoException("there is no certificate in it");
        }
        return read;
    }

    private static List<AlternativeName> alternativeNames(X509Certificate parsed) throws CryptoException {
        byte[] extension = parsed.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
        List<AlternativeName> names = new ArrayList<>();
        if (extension == null) {
            return List.of();
        }
        try {
            byte[] inner = ASN1OctetString.getInstance(extension).getOctets();
            for (GeneralName name : GeneralNames.getInstance(inner).getNames()) {
                switch (name.getTagNo()) {
                    case GeneralName.dNSName -> names.add(text(NameKind.DNS, name));
                    case GeneralName.rfc822Name -> names.add(text(NameKind.EMAIL, name));
                    case GeneralName.iPAddress ->
                        names.add(new AlternativeName(
                                NameKind.ADDRESS,
                                Octets.of(ASN1OctetString.getInstance(name.getName())
                                        .getOctets())));
                    default -> {} // names that no IKE identity can have
                }
            }
        } catch (RuntimeException e) { // Bouncy Castle throws a dozen types
            throw new CryptoException("the certificate's subjectAltName is malformed", e);
        }
        return List.copyOf(names);
    }

    private static AlternativeName text(NameKind kind, GeneralName name) {
        return new AlternativeName(
                kind, Octets.ofAscii(DERIA5String.getInstance(name.getName()).getString()));
    }

    public Octets der() {
        return der;
    }

    /** May be empty, where there is an alternative name. */
    public DistinguishedName subject() {
        return subject;
    }

    public DistinguishedName issuer() {
        return issuer;
    }

    public List<AlternativeName> alternativeNames() {
        return alternativeNames;
    }

    /**
     * The public key.
     *
     * @throws CryptoException if it is of a kind that IKE peers cannot sign with here
     */
    public VerificationKey key() throws CryptoException {
        return VerificationKey.ofSubjectPublicKeyInfo(publicKeyInfo());
    }

    /** SHA-1 of the SubjectPublicKeyInfo: how CERTREQ names a CA (RFC 7296 section 3.7). 20 octets. */
    public Octets authorityHash() {
        return Hash.sha1(publicKeyInfo());
    }

    private Octets publicKeyInfo() {
        return Octets.owning(parsed.getPublicKey().getEncoded());
    }

    /** Whether it may issue certificates (RFC 5280 section 4.2.1.9). */
    public boolean isAuthority() {
        return parsed.getBasicConstraints() >= 0;
    }

    X509Certificate parsed() {
        return parsed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that && der.equals(that.der);
    }

    @Override
    public int hashCode() {
        return der.hashCode();
    }

    @Override
    public String toString() {
        return subject.isEmpty() ? "certificate " + parsed.getSerialNumber().toString(16) : subject.toString();
    }
}
