package cygnet.daemon.ctl;

import cygnet.crypto.CryptoException;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.config.ConfigException;
import cygnet.daemon.config.ConfigReader;
import cygnet.daemon.config.DaemonConfig;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.negotiation.Identification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a host key's public half in every form that somebody may need. */
@Command(
        name = "show-key",
        mixinStandardHelpOptions = true,
        description = {
            "Show the public half of a host key: the record for DNS, PEM, and what strongSwan and libreswan want.",
            "The private half is read, but never shown."
        })
public final class ShowKey implements Callable<Integer> {
    private static final int MOST_PRECEDENCE = 255;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "a private or public key in PEM; default: the one of --config")
    private @Nullable Path key;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/cygnet/cygnet.conf",
            description = "the configuration that names key and host (default: ${DEFAULT-VALUE})")
    private Path config = Path.of("/etc/cygnet/cygnet.conf");

    @Option(names = "--name", paramLabel = "FQDN", description = "the host's name; default: host.id of --config")
    private @Nullable String name;

    @Option(names = "--ttl", defaultValue = "3600", description = "seconds (default: ${DEFAULT-VALUE})")
    private long ttl = 3600;

    @Option(
            names = "--precedence",
            defaultValue = "10",
            description = "0 to 255, lower is tried first (default: ${DEFAULT-VALUE})")
    private int precedence = 10;

    @Option(names = "--record", description = "print only the DNS record")
    private boolean recordOnly;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            if (precedence < 0 || precedence > MOST_PRECEDENCE || ttl < 0) {
                return fail("--precedence is 0 to 255, and --ttl is not negative");
            }
            Subject subject = subject();
            print(subject);
            return 0;
        } catch (NoSuchFileException e) {
            return fail("there is no file " + e.getFile());
        } catch (IOException | CryptoException | ConfigException | IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    /** Whose key it is. */
    private record Subject(String name, VerificationKey key) {}

    private Subject subject() throws IOException, CryptoException, ConfigException {
        if (key != null && name != null) {
            return new Subject(hostName(name), read(key));
        }
        DaemonConfig loaded = ConfigReader.read(config).config();
        VerificationKey publicKey = key != null
                ? read(key)
                : loaded.host()
                        .key()
                        .map(SigningKey::verificationKey)
                        .orElseThrow(() -> new IllegalArgumentException(config + " names no host.key; use --key"));
        String owner = name != null
                ? name
                : loaded.host()
                        .id()
                        .flatMap(Identification::fqdn)
                        .orElseThrow(() -> new IllegalArgumentException(config + " names no host.id; use --name"));
        return new Subject(hostName(owner), publicKey);
    }

    private static String hostName(String text) {
        return DomainName.parse(text)
                .map(DomainName::text)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a host name with a domain"));
    }

    private static VerificationKey read(Path file) throws IOException, CryptoException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            return pem.contains("PRIVATE KEY") ? SigningKey.ofPem(pem).verificationKey() : VerificationKey.ofPem(pem);
        } catch (CryptoException e) {
            throw new CryptoException(file + ": " + e.getMessage(), e);
        }
    }

    private void print(Subject subject) {
        if (!subject.key().hasIpsecKeyForm()) {
            throw new IllegalArgumentException(
                    "IPSECKEY has no form for this key (" + subject.key() + "): use P-256, P-384, EdDSA or RSA");
        }
        PrintWriter out = spec.commandLine().getOut();
        String dnsRecord = dnsRecord(subject);
        if (recordOnly) {
            out.println(dnsRecord);
        } else if (json) {
            out.println(new JsonObject()
                    .put("name", subject.name())
                    .put("type", subject.key().type().name())
                    .put("bits", subject.key().bits())
                    .put("fingerprint", subject.key().fingerprint())
                    .put("ipseckey", dnsRecord)
                    .put("pem", subject.key().toPem()));
        } else {
            printForPeople(out, subject, dnsRecord);
        }
    }

    private void printForPeople(PrintWriter out, Subject subject, String dnsRecord) {
        VerificationKey publicKey = subject.key();
        String file = subject.name() + ".pem";
        out.println("# " + publicKey.type() + ", " + publicKey.bits() + " bits, " + publicKey.fingerprint());
        out.println();
        out.println("# For the zone of " + subject.name() + " (sign it with DNSSEC):");
        out.println(dnsRecord);
        out.println();
        out.println("# PEM:");
        out.println(publicKey.toPem().strip());
        out.println();
        out.println("# strongSwan: save the PEM as /etc/swanctl/pubkey/" + file + ", and in swanctl.conf:");
        out.println("connections { NAME { remote { auth = pubkey");
        out.println("                               id = " + subject.name());
        out.println("                               pubkeys = " + file + " } } }");
        out.println();
        out.println(libreswan(subject).orElse("# libreswan: the line for ipsec.conf is known for RSA keys only."));
        out.flush();
    }

    /** RFC 4025 section 3.1; gateway type 0: the host itself. */
    private String dnsRecord(Subject subject) {
        return subject.name() + ". " + ttl + " IN IPSECKEY " + precedence + " 0 "
                + subject.key().ipsecKeyAlgorithm() + " . " + base64(subject.key());
    }

    private static Optional<String> libreswan(Subject subject) {
        if (subject.key().type() != KeyType.RSA) {
            return Optional.empty();
        }
        String nl = System.lineSeparator();
        return Optional.of(
                "# libreswan: in a conn of ipsec.conf (or rightrsasigkey=%dnsondemand, to have it from DNS):" + nl
                        + "    rightid=@" + subject.name() + nl
                        + "    rightrsasigkey=0s" + base64(subject.key()));
    }

    private static String base64(VerificationKey key) {
        return Base64.getEncoder().encodeToString(key.ipsecKey().toByteArray());
    }

    private int fail(String message) {
        spec.commandLine().getErr().println("cygnetctl: " + message);
        return 1;
    }
}
