package cygnet.daemon.config;

import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.auth.Certificates;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.AddressSet;
import cygnet.ike.policy.LocalAuth;
import cygnet.ike.policy.OwnCertificates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection's section {@code local}. */
final class LocalAuthReader {
    private final HostConfig host;
    private final KeyFiles files;
    private final SecretsReader secrets;

    LocalAuthReader(HostConfig host, KeyFiles files, SecretsReader secrets) {
        this.host = host;
        this.files = files;
        this.secrets = secrets;
    }

    /** @param addresses our addresses: one alone is our identity if nothing else is said */
    Optional<LocalAuth> read(SectionReader local, AddressSet addresses, LocalCertificates.Sending sending) {
        Optional<AuthMethod> auth = AuthKeys.method(local);
        if (auth.filter(a -> a.kind() == AuthMethod.Kind.NULL).isPresent()) {
            return Optional.of(anonymous(local));
        }
        LocalCertificates certificates = LocalCertificates.read(local, files.certificates());
        Optional<Identification> id = certificates.isEmpty() ? id(local, addresses) : certified(local, certificates);
        List<VerificationKey> named =
                certificates.isEmpty() ? local.list("pubkeys", files::publicKey) : certificates.key(local);
        if (!certificates.isEmpty()) {
            local.refuse("pubkeys", "our key is that of certs");
        }
        AuthKeys.refuseUnavailable(local);
        local.finish();
        if (auth.isEmpty()) {
            return Optional.empty();
        }
        if (!auth.get().isSignature()) {
            if (secrets.shared().isEmpty()) {
                local.error("auth", "auth: there is no shared secret: secrets has no section ike");
            }
            return id.map(LocalAuth.SharedKey::new);
        }
        Optional<SigningKey> key = key(local, named);
        OwnCertificates sent = certificates.sent(sending);
        key.filter(k -> !auth.get().permits(k.verificationKey().type()))
                .ifPresent(k -> local.error(
                        "auth",
                        "auth: our key is of the type " + k.verificationKey().type()));
        return id.flatMap(
                i -> key.map(k -> new LocalAuth.Signature(i, k, sent, auth.get().legacyRsaSha1())));
    }

    private static LocalAuth anonymous(SectionReader local) {
        local.refuse("id", "with auth = null nobody is told who we are");
        local.refuse("certs", "with auth = null nothing is signed");
        local.refuse("pubkeys", "with auth = null nothing is signed");
        AuthKeys.refuseUnavailable(local);
        local.finish();
        return new LocalAuth.Null();
    }

    /** The host's own name goes before the certificate's, if the certificate has it. */
    private Optional<Identification> certified(SectionReader local, LocalCertificates certificates) {
        boolean fromCertificate = local.setting("id")
                .filter(s -> s.value().equals(LocalCertificates.FROM_CERTIFICATE))
                .isPresent();
        if (local.setting("id").isPresent() && !fromCertificate) {
            return local.value("id", IdentificationSyntax::parseOne)
                    .flatMap(id -> certificates.identity(local, Optional.of(id)));
        }
        Optional<Identification> known = host.id()
                .filter(id -> !fromCertificate
                        && Certificates.names(certificates.chain().get(0), id));
        return certificates.identity(local, known);
    }

    private Optional<Identification> id(SectionReader local, AddressSet addresses) {
        if (local.setting("id").isPresent()) {
            return local.value("id", IdentificationSyntax::parseOne);
        }
        if (host.id().isPresent()) {
            return host.id();
        }
        if (addresses.hosts().size() == 1) {
            return Optional.of(Identification.address(addresses.hosts().get(0)));
        }
        local.error("there is no id for our side: neither local nor host has one");
        return Optional.empty();
    }

    private Optional<SigningKey> key(SectionReader local, List<VerificationKey> named) {
        if (local.setting("pubkeys").isPresent() || local.setting("certs").isPresent()) {
            return named.isEmpty() ? Optional.empty() : keyFor(local, named);
        }
        if (host.key().isPresent()) {
            return host.key();
        }
        List<SigningKey> keys = keys(local);
        if (keys.size() != 1) {
            local.error(
                    keys.isEmpty()
                            ? "there is no private key for our side: set host { key = ... }"
                            : "there are " + keys.size()
                                    + " private keys: say which with host { key = ... } or pubkeys");
            return Optional.empty();
        }
        return Optional.of(keys.get(0));
    }

    private Optional<SigningKey> keyFor(SectionReader local, List<VerificationKey> named) {
        Optional<SigningKey> key = keys(local).stream()
                .filter(k -> named.contains(k.verificationKey()))
                .findFirst();
        if (key.isEmpty()) {
            String where = local.setting("certs").isPresent() ? "certs" : "pubkeys";
            local.error(where, where + ": there is no private key that belongs to it");
        }
        return key;
    }

    /** All private keys, as strongSwan finds them: configured ones, and all in the key directories. */
    private List<SigningKey> keys(SectionReader local) {
        List<SigningKey> keys = new ArrayList<>(secrets.keys());
        host.key().ifPresent(keys::add);
        for (Path file : files.privateKeyFiles()) {
            try {
                keys.add(files.privateKeyAt(file));
            } catch (BadValueException e) {
                local.warn(local.section().position(), "not used: " + e.getMessage());
            }
        }
        List<SigningKey> distinct = new ArrayList<>();
        for (SigningKey key : keys) {
            if (distinct.stream().noneMatch(k -> k.verificationKey().equals(key.verificationKey()))) {
                distinct.add(key);
            }
        }
        return distinct;
    }
}
