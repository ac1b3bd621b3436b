package cygnet.ike.auth;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.certificate.Certificate;
import cygnet.crypto.certificate.Certificate.AlternativeName;
import cygnet.crypto.certificate.Certificate.NameKind;
import cygnet.crypto.certificate.DistinguishedName;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.payload.CertPayload;
import cygnet.ike.payload.CertReqPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.registry.CertEncoding;
import cygnet.ike.registry.IdType;
import cygnet.ike.sa.Attempt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The payloads CERT and CERTREQ (RFC 7296 sections 3.6, 3.7), and what a peer's certificates prove. */
public final class Certificates {
    /** How many certificates of a peer are looked at. */
    static final int MOST = 8;

    private static final int MOST_HASHES = 20;
    private static final int HASH_OCTETS = 20;

    private Certificates() {}

    /** Whether the peer asks for X.509 certificates. Which CAs it names makes no difference: we have what we have. */
    public static boolean wanted(IkeMessage message) {
        return message.all(CertReqPayload.class).stream()
                .anyMatch(request -> request.encoding().equals(CertEncoding.X509_SIGNATURE));
    }

    /** Our certificates, if the peer is to have them. */
    public static List<Payload> own(LocalAuth auth, boolean wanted) {
        if (!(auth instanceof LocalAuth.Signature signature)
                || !(wanted || signature.certificates().unasked())) {
            return List.of();
        }
        return signature.certificates().chain().stream()
                .<Payload>map(c -> new CertPayload(CertEncoding.X509_SIGNATURE, c.der()))
                .toList();
    }

    /** CERTREQ, if one of these connections takes certificates and asks for them. */
    public static List<Payload> request(Collection<Connection> connections) {
        List<Octets> hashes = connections.stream()
                .map(Connection::remote)
                .filter(r -> r instanceof RemoteAuth.Certificates certificates && certificates.request())
                .map(r -> ((RemoteAuth.Certificates) r).authorities().hashes())
                .distinct()
                .toList();
        if (hashes.isEmpty()) {
            return List.of();
        }
        Octets all = Octets.concat(hashes.toArray(Octets[]::new));
        Octets few = all.first(Math.min(all.length(), MOST_HASHES * HASH_OCTETS));
        return List.of(new CertReqPayload(CertEncoding.X509_SIGNATURE, few));
    }

    /** The X.509 certificates that the peer sent, undecoded. Others, and URLs, are not looked at. */
    public static List<Octets> received(IkeMessage message) {
        return message.all(CertPayload.class).stream()
                .filter(c -> c.encoding().equals(CertEncoding.X509_SIGNATURE))
                .map(CertPayload::value)
                .limit(MOST)
                .toList();
    }

    /** The key in the first certificate, if a CA vouches for it and it names the peer. Takes several signature checks. */
    static Attempt<PeerKeys> check(
            RemoteAuth.Certificates auth, Identification peer, List<Octets> received, Instant now) {
        if (received.isEmpty()) {
            return Attempt.failed("the peer sent no X.509 certificate");
        }
        try {
            Certificate own = Certificate.ofDer(received.get(0));
            if (!names(own, peer)) {
                return Attempt.failed("the certificate of " + own + " does not name " + peer);
            }
            DistinguishedName authority = auth.authorities().verify(own, others(received), now);
            return Attempt.of(
                    new PeerKeys(List.of(own.key()), Assurance.PINNED, "certificate of " + own + " by " + authority));
        } catch (CryptoException e) {
            return Attempt.failed(String.valueOf(e.getMessage()));
        }
    }

    /** What cannot be read is left out: it may belong to a chain that is not needed. */
    private static List<Certificate> others(List<Octets> received) {
        List<Certificate> others = new ArrayList<>();
        for (Octets der : received.subList(1, received.size())) {
            try {
                others.add(Certificate.ofDer(der));
            } catch (CryptoException e) {
                // Not one of ours to complain about.
            }
        }
        return others;
    }

    /** Whether a certificate is about this identity (RFC 4945 section 3.1). A name in CN is none. */
    public static boolean names(Certificate certificate, Identification id) {
        if (id.type().equals(IdType.DER_ASN1_DN)) {
            return identity(certificate.subject()).sameAs(id);
        }
        return certificate.alternativeNames().stream()
                .anyMatch(name -> identity(name).filter(id::sameAs).isPresent());
    }

    /** Who a certificate is about: its subject, or where that is empty, its first other name. */
    public static Optional<Identification> identity(Certificate certificate) {
        return certificate.subject().isEmpty()
                ? certificate.alternativeNames().stream().findFirst().flatMap(Certificates::identity)
                : Optional.of(identity(certificate.subject()));
    }

    private static Identification identity(DistinguishedName name) {
        return new Identification(IdType.DER_ASN1_DN, name.der());
    }

    private static Optional<Identification> identity(AlternativeName name) {
        if (name.kind() == NameKind.DNS) {
            return Optional.of(Identification.fqdn(new String(name.value().toByteArray(), StandardCharsets.US_ASCII)));
        }
        if (name.kind() == NameKind.EMAIL) {
            return Optional.of(new Identification(IdType.RFC822_ADDR, name.value()));
        }
        return switch (name.value().length()) {
            case 4 -> Optional.of(new Identification(IdType.IPV4_ADDR, name.value()));
            case 16 -> Optional.of(new Identification(IdType.IPV6_ADDR, name.value()));
            default -> Optional.empty();
        };
    }
}
