package cygnet.daemon.config;

import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.config.DnsSettings.Dnssec;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.RemoteAuth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection's section {@code remote}. */
final class RemoteAuthReader {
    private final Optional<DnsSettings> dns;
    private final KeyFiles files;
    private final SecretsReader secrets;
    private final RemoteCertificates certificates;

    RemoteAuthReader(Optional<DnsSettings> dns, KeyFiles files, SecretsReader secrets, Authorities authorities) {
        this.dns = dns;
        this.files = files;
        this.secrets = secrets;
        this.certificates = new RemoteCertificates(authorities, files.certificates());
    }

    /** @param request ask peers for their certificates */
    Optional<RemoteAuth> read(SectionReader remote, boolean request) {
        Optional<AuthMethod> auth = AuthKeys.method(remote);
        if (auth.filter(a -> a.kind() == AuthMethod.Kind.NULL).isPresent()) {
            return Optional.of(anybody(remote));
        }
        Optional<Optional<Identification>> id = remote.setting("id").isEmpty()
                ? Optional.of(Optional.empty())
                : remote.value("id", IdentificationSyntax::parse);
        List<VerificationKey> keys = new ArrayList<>(remote.list("pubkeys", files::publicKey));
        keys.addAll(remote.list("certs", certificates::pinnedKey));
        Optional<Assurance> assurance = remote.value("assurance", RemoteAuthReader::assurance);
        boolean isPinned =
                remote.setting("pubkeys").isPresent() || remote.setting("certs").isPresent();
        boolean isSignature = auth.filter(AuthMethod::isSignature).isPresent() && !isPinned;
        boolean isCertified = isSignature
                && (remote.setting("cacerts").isPresent() || (dns.isEmpty() && certificates.haveAuthorities()));
        Optional<RemoteAuth> certified =
                isCertified ? Optional.of(certificates.read(remote, id.flatMap(i -> i), request)) : Optional.empty();
        if (certified.isEmpty()) {
            remote.ignore("revocation", "it is about certificates");
            remote.refuse("cacerts", "the peer proves itself otherwise");
        }
        refuseUnavailable(remote);
        remote.finish();
        if (auth.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        if (certified.isPresent()) {
            remote.refuse("assurance", "the peer is not authenticated with a key from DNS");
            if (auth.get().keyType().isPresent()) {
                remote.error("auth", "auth: the kind of key can be chosen only with pubkeys");
            }
            return certified;
        }
        if (isSignature) {
            return Optional.of(dnsKeys(remote, auth.get(), id.get(), assurance));
        }
        remote.refuse("assurance", "the peer is not authenticated with a key from DNS");
        return Optional.of(
                auth.get().isSignature() ? pinned(remote, auth.get(), id.get(), keys) : shared(remote, id.get()));
    }

    private static RemoteAuth anybody(SectionReader remote) {
        String why = "with auth = null the peer may be anybody";
        remote.refuse("id", why);
        remote.refuse("pubkeys", why);
        remote.refuse("certs", why);
        remote.refuse("cacerts", why);
        remote.refuse("assurance", why);
        refuseUnavailable(remote);
        remote.finish();
        return new RemoteAuth.Null();
    }

    private RemoteAuth pinned(
            SectionReader remote, AuthMethod auth, Optional<Identification> id, List<VerificationKey> keys) {
        keys.stream()
                .filter(k -> !auth.permits(k.type()))
                .findFirst()
                .ifPresent(k -> remote.error("auth", "auth: the peer's key is of the type " + k.type()));
        return new RemoteAuth.PinnedKeys(id, keys, auth.legacyRsaSha1());
    }

    private RemoteAuth shared(SectionReader remote, Optional<Identification> id) {
        if (secrets.shared().isEmpty()) {
            remote.error("auth", "auth: there is no shared secret: secrets has no section ike");
        }
        return new RemoteAuth.SharedKey(id);
    }

    private RemoteAuth dnsKeys(
            SectionReader remote, AuthMethod auth, Optional<Identification> id, Optional<Assurance> assurance) {
        Assurance least = assurance.orElse(Assurance.DNSSEC);
        if (auth.keyType().isPresent()) {
            remote.error(
                    "auth", "auth: the kind of key can be chosen only with pubkeys; this peer's key comes from DNS");
        }
        id.filter(i -> i.fqdn().flatMap(DomainName::parse).isEmpty())
                .ifPresent(i -> remote.error(
                        "id",
                        "id: a key in DNS belongs to a host name with a domain, and " + i
                                + " is none; or name a key file with pubkeys"));
        if (dns.isEmpty()) {
            remote.error("the peer's key comes from DNS, but there is no section dns; or name a key file with pubkeys");
            return new RemoteAuth.DnsKeys(id, least);
        }
        boolean isMistaken = remote.setting("assurance").isPresent() && assurance.isEmpty(); // which has been told
        if (dns.get().dnssec() == Dnssec.OFF && least == Assurance.DNSSEC && !isMistaken) {
            remote.error("assurance", "with dnssec = off no key has the assurance dnssec: write assurance = dns");
        }
        return new RemoteAuth.DnsKeys(id, least);
    }

    private static Assurance assurance(String text) throws BadValueException {
        return switch (text) {
            case "dns" -> Assurance.DNS;
            case "dnssec" -> Assurance.DNSSEC;
            default -> throw new BadValueException(Syntax.quote(text) + " is not one of dns, dnssec");
        };
    }

    private static void refuseUnavailable(SectionReader remote) {
        AuthKeys.refuseUnavailable(remote);
        remote.refuseSections("cacert", "smartcards are not available: write cacerts = FILE");
        remote.refuse("ca_id", "name the CA's file with cacerts");
        remote.refuse("cert_policy", "certificate policies are not available yet");
        remote.refuse("groups", "authorisation by groups is not available");
    }
}
