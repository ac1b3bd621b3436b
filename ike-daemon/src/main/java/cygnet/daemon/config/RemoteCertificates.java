package cygnet.daemon.config;

import cygnet.crypto.CryptoException;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.CertificateAuthorities;
import cygnet.crypto.certificate.Revocation;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.RemoteAuth;
import java.util.List;
import java.util.Optional;

/** What a connection's section {@code remote} says about certificates. */
final class RemoteCertificates {
    private final Authorities authorities;
    private final CertificateFiles files;

    RemoteCertificates(Authorities authorities, CertificateFiles files) {
        this.authorities = authorities;
        this.files = files;
    }

    /** Whether there is a CA that would vouch for a peer whose connection names none. */
    boolean haveAuthorities() {
        return !authorities.certificates().isEmpty();
    }

    /** Reads {@code cacerts} and {@code revocation}; without the first, all CAs will do. */
    RemoteAuth.Certificates read(SectionReader remote, Optional<Identification> id, boolean request) {
        List<Certificate> chosen = remote.setting("cacerts").isEmpty()
                ? authorities.certificates()
                : remote.list("cacerts", files::authorities).stream()
                        .flatMap(List::stream)
                        .toList();
        Revocation revocation = remote.value("revocation", RemoteCertificates::revocation, Revocation.RELAXED);
        return new RemoteAuth.Certificates(
                id, new CertificateAuthorities(chosen, authorities.revocationLists(), revocation), request);
    }

    /** A certificate that is itself configured needs no CA: its key counts. */
    VerificationKey pinnedKey(String name) throws BadValueException {
        try {
            return files.host(name).get(0).key();
        } catch (CryptoException e) {
            throw new BadValueException(Syntax.quote(name) + ": " + e.getMessage());
        }
    }

    private static Revocation revocation(String text) throws BadValueException {
        return switch (text) {
            case "strict" -> Revocation.STRICT;
            case "ifuri" -> Revocation.IF_URI;
            case "relaxed" -> Revocation.RELAXED;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of strict, ifuri, relaxed");
        };
    }
}
