package cygnet.daemon.config;

import cygnet.crypto.CryptoException;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.auth.Certificates;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.OwnCertificates;
import java.util.List;
import java.util.Optional;

/**
 * What a connection's section {@code local} says about certificates.
 *
 * @param chain our own first; empty if there is none
 */
record LocalCertificates(List<Certificate> chain) {
    static final String FROM_CERTIFICATE = "%fromcert";

    /** When a peer gets our certificates. */
    enum Sending {
        ALWAYS,
        IFASKED,
        NEVER;

        static Sending parse(String text) throws BadValueException {
            return switch (text) {
                case "always", "yes" -> ALWAYS;
                case "ifasked" -> IFASKED;
                case "never", "no" -> NEVER;
                default -> throw new BadValueException(Syntax.quote(text) + " is not one of always, ifasked, never");
            };
        }
    }

    LocalCertificates {
        chain = List.copyOf(chain);
    }

    static LocalCertificates read(SectionReader local, CertificateFiles files) {
        return new LocalCertificates(
                local.list("certs", files::host).stream().flatMap(List::stream).toList());
    }

    boolean isEmpty() {
        return chain.isEmpty();
    }

    /** Who we are: {@code asked}, if our certificate names it, else whom it names. */
    Optional<Identification> identity(SectionReader local, Optional<Identification> asked) {
        Certificate own = chain.get(0);
        if (asked.isEmpty()) {
            Optional<Identification> named = Certificates.identity(own);
            if (named.isEmpty()) {
                local.error("certs", "certs: our certificate names nobody");
            }
            return named;
        }
        if (!Certificates.names(own, asked.get())) {
            local.error(
                    "id",
                    "id: our certificate, of " + own + ", does not name " + asked.get() + ": write another id, or "
                            + FROM_CERTIFICATE);
        }
        return asked;
    }

    /** Our public key, for finding the private one; none if it is of a kind that cannot be used, which is told. */
    List<VerificationKey> key(SectionReader local) {
        try {
            return List.of(chain.get(0).key());
        } catch (CryptoException e) {
            local.error("certs", "certs: the key of " + chain.get(0) + ": " + e.getMessage());
            return List.of();
        }
    }

    OwnCertificates sent(Sending sending) {
        return sending == Sending.NEVER ? OwnCertificates.NONE : new OwnCertificates(chain, sending == Sending.ALWAYS);
    }
}
