package cygnet.crypto.certificate;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;

/** A complete certificate revocation list, from a file (RFC 5280 section 5). */
public final class RevocationList {
    private static final int CRL_SIGN = 6;

    private final X509CRL parsed;

    private RevocationList(X509CRL parsed) {
        this.parsed = parsed;
    }

    /**
     * Reads a file, PEM or DER.
     *
     * @throws CryptoException if it is no such list, or one of a part of the certificates only
     */
    public static RevocationList ofFile(Octets contents) throws CryptoException {
        try {
            var parsed = CertificateFactory.getInstance("X.509")
                    .generateCRL(new ByteArrayInputStream(contents.toByteArray()));
            if (!(parsed instanceof X509CRL list)) {
                throw new CryptoException("not a certificate revocation list");
            }
            Set<String> critical = list.getCriticalExtensionOIDs();
            if (critical != null && !critical.isEmpty()) {
                throw new CryptoException("the revocation list is a delta or a partial one, which is of no use alone");
            }
            return new RevocationList(list);
        } catch (CRLException | CertificateException e) {
            throw new CryptoException("not a certificate revocation list: " + e.getMessage(), e);
        }
    }

    /** Whether {@code authority} has made this list, and may make such lists. */
    boolean isBy(X509Certificate authority) {
        boolean[] usage = authority.getKeyUsage();
        if (!parsed.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                || (usage != null && !usage[CRL_SIGN])) {
            return false;
        }
        try {
            parsed.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    boolean isCurrent(Instant now) {
        return !now.isBefore(parsed.getThisUpdate().toInstant())
                && parsed.getNextUpdate() != null
                && now.isBefore(parsed.getNextUpdate().toInstant());
    }

    boolean lists(X509Certificate certificate) {
        return parsed.getRevokedCertificate(certificate.getSerialNumber()) != null;
    }
}
