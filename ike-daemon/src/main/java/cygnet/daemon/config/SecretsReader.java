package cygnet.daemon.config;

import cygnet.crypto.Secret;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.SharedSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code secrets}: shared secrets, and private keys besides the host's own. */
final class SecretsReader {
    private static final List<String> PRIVATE_KEYS = List.of("private", "rsa", "ecdsa", "pkcs8");
    private static final List<String> OTHERS = List.of("eap", "xauth", "ntlm", "pkcs12", "token");

    private final List<SharedSecret> shared = new ArrayList<>();
    private final List<SigningKey> keys = new ArrayList<>();

    private SecretsReader() {}

    static SecretsReader read(SectionReader secrets, KeyFiles files) {
        SecretsReader reader = new SecretsReader();
        secrets.sectionsNamed("ike").forEach(reader::readShared);
        for (String directory : PRIVATE_KEYS) {
            secrets.sectionsNamed(directory).forEach(s -> reader.readKey(s, directory, files));
        }
        secrets.refuseSections("ppk", "post-quantum pre-shared keys (RFC 8784) are not available yet");
        OTHERS.forEach(name -> secrets.refuseSections(name, "secrets of this kind are not available"));
        secrets.finish();
        return reader;
    }

    private void readShared(SectionReader section) {
        Optional<Secret> secret = section.value("secret", SecretSyntax::parse);
        List<Identification> owners = new ArrayList<>();
        boolean anybody = false;
        for (Setting id : section.settingsNamed("id")) {
            Optional<Optional<Identification>> owner = section.parse(id, id.value(), 0, IdentificationSyntax::parse);
            owner.flatMap(o -> o).ifPresent(owners::add);
            anybody |= owner.isPresent() && owner.get().isEmpty();
        }
        if (section.setting("secret").isEmpty()) {
            section.error("section " + section.section().path() + " has no secret");
        }
        section.finish();
        List<Identification> named = anybody ? List.of() : owners;
        secret.ifPresent(s -> shared.add(new SharedSecret(section.section().name(), named, s)));
    }

    private void readKey(SectionReader section, String directory, KeyFiles files) {
        section.value("file", name -> files.privateKey(directory, name)).ifPresent(keys::add);
        section.refuse("secret", "encrypted private keys are not available yet: store the key unencrypted, mode 600");
        if (section.setting("file").isEmpty()) {
            section.error("section " + section.section().path() + " has no file");
        }
        section.finish();
    }

    List<SharedSecret> shared() {
        return List.copyOf(shared);
    }

    List<SigningKey> keys() {
        return List.copyOf(keys);
    }
}
