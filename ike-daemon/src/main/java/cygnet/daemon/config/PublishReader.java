package cygnet.daemon.config;

import cygnet.crypto.signature.SigningKey;
import cygnet.daemon.config.PublishConfig.Automatic;
import cygnet.dns.publish.TsigKey;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code host.publish}. */
final class PublishReader {
    private static final int DNS_PORT = 53;
    private static final Duration DEFAULT_TTL = Duration.ofHours(1);
    private static final Duration LEAST_TTL = Duration.ofSeconds(30);
    private static final Duration MOST_TTL = Duration.ofDays(7);
    private static final int MOST_PRECEDENCE = 255;
    private static final int DEFAULT_PRECEDENCE = 10;

    private final SectionReader publish;
    private final KeyFiles files;

    private PublishReader(SectionReader publish, KeyFiles files) {
        this.publish = publish;
        this.files = files;
    }

    /**
     * @param key the host's
     * @param hasResolver whether there is somebody to ask for what this section leaves out
     */
    static Optional<PublishConfig> read(
            SectionReader publish,
            KeyFiles files,
            Optional<Identification> id,
            Optional<SigningKey> key,
            boolean hasResolver) {
        Optional<PublishConfig> config = new PublishReader(publish, files).read(hasResolver);
        if (id.flatMap(Identification::fqdn).flatMap(DomainName::parse).isEmpty()) {
            publish.error("publish needs a host name with a domain in host.id: it is what gets the records");
        }
        if (key.filter(k -> !k.verificationKey().hasIpsecKeyForm()).isPresent()) {
            publish.error("publish: DNS has no form for the key in host.key: use P-256, P-384, EdDSA or RSA");
        }
        return config;
    }

    private Optional<PublishConfig> read(boolean hasResolver) {
        Optional<String> zone = publish.value("zone", PublishReader::zone);
        Optional<Endpoint> server = publish.value("server", AddressSyntax.endpoint(DNS_PORT));
        List<Endpoint> nameServers = publish.list("name_servers", AddressSyntax.endpoint(DNS_PORT));
        Duration ttl = publish.value("ttl", PublishReader::ttl, DEFAULT_TTL);
        int precedence = publish.value("precedence", Syntax.number(0, MOST_PRECEDENCE), DEFAULT_PRECEDENCE);
        boolean reverse = publish.value("reverse", Syntax.BOOLEAN, false);
        boolean addressRecords = publish.value("address_records", Syntax.BOOLEAN, true);
        List<IpNetwork> addresses = publish.list("addresses", AddressSyntax::network);
        Automatic automatic = publish.value("automatic", Syntax.oneOf(Automatic.class), Automatic.ADDRESSES);
        Optional<TsigKey> key = key();
        if (publish.setting("server").isEmpty() && !hasResolver) {
            publish.error(
                    "publish needs the zone's primary in server, or a section dns whose upstream can be asked for it");
        }
        publish.finish();
        return key.map(k -> new PublishConfig(
                zone, server, nameServers, k, ttl, precedence, reverse, addressRecords, addresses, automatic));
    }

    private Optional<TsigKey> key() {
        Optional<String> name = publish.setting("key_name").map(Setting::value);
        Optional<TsigKey.Algorithm> algorithm = publish.value("key_algorithm", Syntax.oneOf(TsigKey.Algorithm.class));
        if (publish.setting("key_file").isEmpty()) {
            publish.error(
                    "publish needs a key_file: the secret that the name server lets this host change its records with");
        }
        return publish.value(
                "key_file", file -> TsigKeySyntax.parse(files.secretText("private", file), name, algorithm));
    }

    private static String zone(String text) throws BadValueException {
        if (!text.matches("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_/-]{1,63})*\\.?")) {
            throw new BadValueException(Syntax.quote(text) + " is not the name of a zone");
        }
        return text;
    }

    private static Duration ttl(String text) throws BadValueException {
        Duration ttl = Syntax.TIME.parse(text);
        if (ttl.compareTo(LEAST_TTL) < 0 || ttl.compareTo(MOST_TTL) > 0) {
            throw new BadValueException(text + " is not between 30s and 7d");
        }
        return ttl;
    }
}
