package cygnet.daemon.ctl;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a host key. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = "Make a host key: a private key in PKCS#8 PEM that only its owner can read.")
public final class Keygen implements Callable<Integer> {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Map<KeyType, Set<Integer>> SIZES = Map.of(
            KeyType.RSA, Set.of(2048, 3072, 4096),
            KeyType.ECDSA, Set.of(256, 384, 521),
            KeyType.ED25519, Set.of(256),
            KeyType.ED448, Set.of(448));
    private static final Map<KeyType, Integer> DEFAULT_SIZE =
            Map.of(KeyType.RSA, 2048, KeyType.ECDSA, 256, KeyType.ED25519, 256, KeyType.ED448, 448);

    @Option(
            names = "--type",
            defaultValue = "ed25519",
            description =
                    "ed25519, ed448, rsa or ecdsa (default: ${DEFAULT-VALUE}). Peers that run libreswan or OpenIKED want rsa.")
    private String type = "ed25519";

    @Option(
            names = "--bits",
            description =
                    "rsa: 2048 (default), 3072 or 4096; ecdsa: 256 (default), 384 or 521 (which DNS has no form for)")
    private int bits;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "/etc/cygnet/private/host.pem",
            description = "where to write it (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("/etc/cygnet/private/host.pem");

    @Option(
            names = "--force",
            description = "replace a key that is there; what DNS publishes must then be replaced too")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        KeyType keyType = keyType();
        int size = bits == 0 ? defaultSize(keyType) : bits;
        if (!isSize(keyType, size)) {
            throw new ParameterException(spec.commandLine(), "--bits " + size + " is not a size of a " + type + " key");
        }
        PrintWriter stdout = spec.commandLine().getOut();
        SigningKey key = SigningKey.generate(keyType, size, RandomSource.system());
        try {
            write(key.toPem());
        } catch (FileAlreadyExistsException e) {
            spec.commandLine().getErr().println("cygnetctl: there is a key in " + out + "; --force replaces it");
            return 1;
        }
        stdout.println("wrote a new " + type + " key to " + out);
        stdout.println("fingerprint " + key.verificationKey().fingerprint());
        if (!key.verificationKey().hasIpsecKeyForm()) {
            stdout.println("DNS has no form for this key: peers must be given its PEM");
            return 0;
        }
        stdout.println("next: cygnetctl show-key --key " + out + " --name YOUR.HOST.NAME prints the record for DNS");
        return 0;
    }

    static int defaultSize(KeyType keyType) {
        return DEFAULT_SIZE.getOrDefault(keyType, 0);
    }

    static boolean isSize(KeyType keyType, int bits) {
        return SIZES.getOrDefault(keyType, Set.of()).contains(bits);
    }

    private KeyType keyType() {
        for (KeyType known : KeyType.values()) {
            if (known.name().equalsIgnoreCase(type)) {
                return known;
            }
        }
        throw new ParameterException(spec.commandLine(), "--type is ed25519, ed448, rsa or ecdsa, not '" + type + "'");
    }

    /** The file appears whole or not at all, and never with other permissions. */
    private void write(String pem) throws IOException {
        Path parent = out.toAbsolutePath().getParent();
        if (parent == null) {
            throw new ParameterException(spec.commandLine(), "--out " + out + " is not a file");
        }
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!force && Files.exists(out)) {
            throw new FileAlreadyExistsException(out.toString());
        }
        Path draft = Files.createTempFile(parent, ".keygen", ".pem", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(draft, pem, StandardCharsets.US_ASCII);
            if (force) {
                Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                // A link fails where a file has appeared meanwhile; a move would replace it.
                Files.createLink(out, draft);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
