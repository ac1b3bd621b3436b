package cygnet.crypto.certificate;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The CAs that may vouch for a peer, and the revocation lists that are at hand. Chains are built and checked by the JDK (RFC
 * 5280 section 6); nothing is ever fetched. Immutable, for any thread.
 */
public final class CertificateAuthorities {
    private static final String REVOCATION_LIST_LOCATION = "2.5.29.31";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    /** anyExtendedKeyUsage, serverAuth, clientAuth, ipsecEndSystem, ipsecUser, ipsecIKE (RFC 4945 section 5.1.3.12). */
    private static final Set<String> USABLE = Set.of(
            "2.5.29.37.0",
            "1.3.6.1.5.5.7.3.1",
            "1.3.6.1.5.5.7.3.2",
            "1.3.6.1.5.5.7.3.5",
            "1.3.6.1.5.5.7.3.7",
            "1.3.6.1.5.5.7.3.17");

    private final List<Certificate> authorities;
    private final List<RevocationList> revocationLists;
    private final Revocation revocation;

    /** @param authorities trusted without a further look, roots or not; each {@link Certificate#isAuthority} */
    public CertificateAuthorities(
            List<Certificate> authorities, List<RevocationList> revocationLists, Revocation revocation) {
        this.authorities = List.copyOf(authorities);
        this.revocationLists = List.copyOf(revocationLists);
        this.revocation = revocation;
    }

    public List<Certificate> authorities() {
        return authorities;
    }

    /** What CERTREQ asks for: a hash of 20 octets for each CA (RFC 7296 section 3.7). */
    public Octets hashes() {
        return Octets.concat(
                authorities.stream().map(Certificate::authorityHash).toArray(Octets[]::new));
    }

    /**
     * Checks that one of the CAs vouches for a peer.
     *
     * @param peer its certificate
     * @param others what the peer sent along: intermediate CAs, in any order
     * @return the CA's name
     * @throws CryptoException with the cause, for people
     */
    public DistinguishedName verify(Certificate peer, List<Certificate> others, Instant now) throws CryptoException {
        requireUsable(peer);
        requireCurrent(peer.parsed(), now);
        PKIXCertPathBuilderResult result = build(peer, others, now);
        X509Certificate root = result.getTrustAnchor().getTrustedCert();
        requireCurrent(root, now);
        List<X509Certificate> path = result.getCertPath().getCertificates().stream()
                .map(X509Certificate.class::cast)
                .collect(Collectors.toCollection(ArrayList::new));
        path.add(root);
        for (int i = 0; i + 1 < path.size(); i++) {
            requireNotRevoked(path.get(i), path.get(i + 1), now);
        }
        return nameOf(root);
    }

    private PKIXCertPathBuilderResult build(Certificate peer, List<Certificate> others, Instant now)
            throws CryptoException {
        if (authorities.isEmpty()) {
            throw new CryptoException("no CA is configured");
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(peer.parsed());
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    authorities.stream()
                            .map(a -> new TrustAnchor(a.parsed(), null))
                            .collect(Collectors.toSet()),
                    target);
            parameters.addCertStore(CertStore.getInstance(
                    "Collection",
                    new CollectionCertStoreParameters(
                            others.stream().map(Certificate::parsed).toList())));
            parameters.setDate(Date.from(now));
            parameters.setRevocationEnabled(false); // the lists at hand are looked at below, with clearer causes
            return (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (CertPathBuilderException e) {
            throw new CryptoException(
                    "no trusted CA vouches for " + peer + ", issued by " + peer.issuer() + ": " + innermost(e), e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CryptoException("the certificate of " + peer + " cannot be checked: " + e.getMessage(), e);
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** RFC 4945 section 5.1.3: a certificate for signing, and not for something else altogether. */
    private static void requireUsable(Certificate peer) throws CryptoException {
        boolean[] usage = peer.parsed().getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw new CryptoException("the key of " + peer + " is not for signatures (keyUsage)");
        }
        try {
            List<String> extended = peer.parsed().getExtendedKeyUsage();
            if (extended != null && extended.stream().noneMatch(USABLE::contains)) {
                throw new CryptoException("the key of " + peer + " is not for IKE (extendedKeyUsage " + extended + ")");
            }
        } catch (CertificateException e) {
            throw new CryptoException("the extendedKeyUsage of " + peer + " is malformed", e);
        }
    }

    private static void requireCurrent(X509Certificate certificate, Instant now) throws CryptoException {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException e) {
            throw new CryptoException(
                    "the certificate of " + nameOf(certificate) + " expired at "
                            + certificate.getNotAfter().toInstant(),
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new CryptoException(
                    "the certificate of " + nameOf(certificate) + " is valid only from "
                            + certificate.getNotBefore().toInstant(),
                    e);
        }
    }

    private void requireNotRevoked(X509Certificate certificate, X509Certificate issuer, Instant now)
            throws CryptoException {
        List<RevocationList> fitting =
                revocationLists.stream().filter(list -> list.isBy(issuer)).toList();
        // A serial number that an old list has stays revoked.
        if (fitting.stream().anyMatch(list -> list.lists(certificate))) {
            throw new CryptoException("the certificate of " + nameOf(certificate) + " is revoked");
        }
        boolean known = fitting.stream().anyMatch(list -> list.isCurrent(now));
        boolean needed = revocation == Revocation.STRICT
                || (revocation == Revocation.IF_URI && certificate.getExtensionValue(REVOCATION_LIST_LOCATION) != null);
        if (needed && !known) {
            throw new CryptoException("whether the certificate of " + nameOf(certificate)
                    + " is revoked is not known: there is no current revocation list of " + nameOf(issuer));
        }
    }

    private static DistinguishedName nameOf(X509Certificate certificate) throws CryptoException {
        return DistinguishedName.ofDer(
                Octets.owning(certificate.getSubjectX500Principal().getEncoded()));
    }
}
