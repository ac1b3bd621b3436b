package cygnet.daemon.config;

import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Identification;
import java.util.Optional;

/** The section {@code host}. */
final class HostReader {
    private static final String KEYS = "private";

    private HostReader() {}

    /** @param hasResolver whether the configuration names somebody who can be asked about DNS */
    static HostConfig read(SectionReader host, KeyFiles files, boolean hasResolver) {
        Optional<Identification> id = host.value("id", IdentificationSyntax::parseOne);
        Optional<SigningKey> key = host.value("key", name -> files.privateKey(KEYS, name));
        Optional<PublishConfig> publish = host.existing("publish")
                .filter(section -> !section.section().isEmpty())
                .flatMap(section -> PublishReader.read(section, files, id, key, hasResolver));
        if (publish.isPresent() && host.setting("key").isEmpty()) {
            host.error("publish needs a key in host: it is what peers look for in DNS");
        }
        HostConfig config = new HostConfig(
                id, key, key.flatMap(k -> host.value("key", name -> files.privateKeyFile(KEYS, name))), publish);
        host.finish();
        return config;
    }
}
