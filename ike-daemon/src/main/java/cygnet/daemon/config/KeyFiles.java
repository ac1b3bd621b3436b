package cygnet.daemon.config;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that lie beside the configuration file, in strongSwan's directories. */
final class KeyFiles {
    private static final List<String> PRIVATE_DIRECTORIES = List.of("private", "rsa", "ecdsa", "pkcs8");

    private static final Set<PosixFilePermission> NOT_FOR_KEYS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private static final long MAX_OCTETS = 1 << 20;

    private final Path directory;

    /** @param directory that of the configuration file */
    KeyFiles(Path directory) {
        this.directory = directory;
    }

    CertificateFiles certificates() {
        return new CertificateFiles(directory);
    }

    /** A private key in a PEM file that only its owner may read; relative names start at {@code subdirectory}. */
    SigningKey privateKey(String subdirectory, String name) throws BadValueException {
        return privateKey(resolve(subdirectory, name));
    }

    private static SigningKey privateKey(Path file) throws BadValueException {
        try {
            requireClosed("the private key", file);
            return SigningKey.ofPem(text(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (CryptoException e) {
            throw new BadValueException(file + ": " + e.getMessage());
        }
    }

    /** Where {@link #privateKey} looks for {@code name}. */
    Path privateKeyFile(String subdirectory, String name) throws BadValueException {
        return resolve(subdirectory, name);
    }

    /** The text of a file with a secret, which only its owner may read; relative names start at {@code subdirectory}. */
    String secretText(String subdirectory, String name) throws BadValueException {
        Path file = resolve(subdirectory, name);
        try {
            requireClosed("the secret in", file);
            return text(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Where {@link #secretText} looks for {@code name}. */
    Path secretFile(String subdirectory, String name) throws BadValueException {
        return resolve(subdirectory, name);
    }

    private static void requireClosed(String what, Path file) throws IOException, BadValueException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(NOT_FOR_KEYS::contains)) {
            throw new BadValueException(what + " " + file + " is open to group or others; run: chmod 600 " + file);
        }
    }

    /** Every file of the directories that strongSwan takes private keys from. */
    List<Path> privateKeyFiles() {
        return PRIVATE_DIRECTORIES.stream()
                .flatMap(name -> files(directory.resolve(name)))
                .toList();
    }

    SigningKey privateKeyAt(Path file) throws BadValueException {
        return privateKey(file);
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            return Stream.empty(); // no such directory
        }
    }

    /** A public key: a file in {@code pubkey/} (PEM or DER), or DER behind {@code 0x} or {@code 0s} (base64). */
    VerificationKey publicKey(String value) throws BadValueException {
        try {
            if (value.startsWith("0x")) {
                return VerificationKey.ofSubjectPublicKeyInfo(Octets.ofHex(value.substring(2)));
            }
            if (value.startsWith("0s")) {
                return VerificationKey.ofSubjectPublicKeyInfo(
                        Octets.owning(Base64.getDecoder().decode(value.substring(2))));
            }
        } catch (CryptoException | IllegalArgumentException e) {
            throw new BadValueException("not a public key in DER: " + e.getMessage());
        }
        Path file = resolve("pubkey", value);
        try {
            byte[] contents = octets(file);
            String text = new String(contents, StandardCharsets.ISO_8859_1);
            return text.contains("-----BEGIN")
                    ? VerificationKey.ofPem(text)
                    : VerificationKey.ofSubjectPublicKeyInfo(Octets.owning(contents));
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (CryptoException e) {
            throw new BadValueException(file + ": " + e.getMessage());
        }
    }

    /** The text of a file; relative names start at the configuration file's directory. */
    String text(String name) throws BadValueException {
        Path file = resolve("", name);
        try {
            return text(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Where a file lies; relative names start at the configuration file's directory. */
    Path path(String name) throws BadValueException {
        return resolve("", name);
    }

    private Path resolve(String subdirectory, String name) throws BadValueException {
        try {
            return directory.resolve(subdirectory).resolve(name);
        } catch (InvalidPathException e) {
            throw new BadValueException(Syntax.quote(name) + " is not a file name");
        }
    }

    private static String text(Path file) throws IOException {
        return new String(octets(file), StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        if (Files.size(file) > MAX_OCTETS) {
            throw new IOException("it is larger than a key");
        }
        return Files.readAllBytes(file);
    }

    private static BadValueException unreadable(Path file, IOException e) {
        return new BadValueException("can't read " + file + ": " + ConfigFiles.reason(e));
    }
}
