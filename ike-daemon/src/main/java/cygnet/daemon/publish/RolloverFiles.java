package cygnet.daemon.publish;

import cygnet.crypto.CryptoException;
import cygnet.crypto.Octets;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a change of keys, beside the key file {@code K}: {@code K.next}, {@code K.old}, {@code K.lock}, and the state
 * in {@code K.rollover}. Each appears whole or not at all, and is on the disk before anything that relies on it is done.
 */
final class RolloverFiles {
    private final Path key;

    RolloverFiles(Path key) {
        this.key = key.toAbsolutePath();
    }

    Path key() {
        return key;
    }

    Path next() {
        return sibling(".next");
    }

    Path old() {
        return sibling(".old");
    }

    private Path stateFile() {
        return sibling(".rollover");
    }

    /**
     * Makes sure that nobody else is at it. The file stays: who removed it could remove that of the next.
     *
     * @throws IOException if somebody is
     */
    Closeable lock() throws IOException {
        Path file = sibling(".lock");
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("another rollover of this key is running", e);
        }
        channel.close();
        throw new IOException("another rollover of this key is running (it holds " + file + ")");
    }

    private Path sibling(String suffix) {
        return key.resolveSibling(key.getFileName() + suffix);
    }

    /** The key in {@code file}; empty if there is no such file. */
    static Optional<SigningKey> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(SigningKey.ofPem(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (CryptoException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    void writeNext(SigningKey newKey) throws IOException {
        write(next(), newKey.toPem());
    }

    /** Keeps the old key in {@code K.old} and puts {@code K.next} into its place. */
    void switchKeys() throws IOException {
        write(old(), Files.readString(key, StandardCharsets.ISO_8859_1));
        Files.move(next(), key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
    }

    void removeNext() throws IOException {
        Files.deleteIfExists(next());
    }

    /** Empty if no change is going on. */
    Optional<RolloverState> state() throws IOException {
        if (!Files.exists(stateFile())) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(stateFile(), StandardCharsets.US_ASCII)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        try {
            return Optional.of(new RolloverState(
                    RolloverState.Step.valueOf(required(values.get("step")).toUpperCase(Locale.ROOT)),
                    publicKey(required(values.get("old"))),
                    publicKey(required(values.get("new"))),
                    Duration.parse(required(values.get("life"))),
                    Instant.parse(required(values.get("until")))));
        } catch (IllegalArgumentException | DateTimeException | CryptoException e) {
            throw new IOException(
                    stateFile() + " can't be understood (" + e.getMessage() + "): it was not written by cygnetctl", e);
        }
    }

    void writeState(RolloverState state) throws IOException {
        write(
                stateFile(),
                "# written by `cygnetctl rollover`, which goes on from here\n"
                        + "step = " + state.step().name().toLowerCase(Locale.ROOT) + "\n"
                        + "old = " + base64(state.oldKey()) + "\n"
                        + "new = " + base64(state.newKey()) + "\n"
                        + "life = " + state.life() + "\n"
                        + "until = " + state.until() + "\n");
    }

    void removeState() throws IOException {
        Files.deleteIfExists(stateFile());
        syncDirectory();
    }

    private static String required(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("a line is missing");
        }
        return value;
    }

    private static String base64(VerificationKey publicKey) {
        return Base64.getEncoder()
                .encodeToString(publicKey.subjectPublicKeyInfo().toByteArray());
    }

    private static VerificationKey publicKey(String base64) throws CryptoException {
        return VerificationKey.ofSubjectPublicKeyInfo(
                Octets.owning(Base64.getDecoder().decode(base64)));
    }

    private void write(Path file, String text) throws IOException {
        Path draft = Files.createTempFile(
                directory(),
                ".rollover",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory();
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** A rename is on the disk only when the directory is. */
    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path directory() {
        Path parent = key.getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
