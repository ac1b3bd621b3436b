package cygnet.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of text that outlives the daemon. It is replaced as a whole, so that it is always either the old or the new one. One that
 * can't be read is set aside as {@code FILE.bad} and told about; one that can't be written is told about: neither is a reason to
 * stop.
 *
 * <p>Not thread-safe.
 */
public final class StateFile {
    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
    private static final long MOST_OCTETS = 16 << 20;

    private final Path file;
    private final String what;

    /** @param what is in it, in the plural, for the log: {@code the keys first seen} */
    public StateFile(Path file, String what) {
        this.file = file;
        this.what = what;
    }

    /**
     * What is in the file.
     *
     * @param parser takes its lines; throws {@link IllegalArgumentException} if they make no sense
     * @return empty if there is no file, or if it has been set aside
     */
    public <T> Optional<T> read(Function<List<String>, T> parser) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_OCTETS) {
                throw new IOException(Files.size(file) + " octets are too many");
            }
            return Optional.of(parser.apply(Files.readAllLines(file)));
        } catch (IOException | IllegalArgumentException e) {
            setAside(Printable.of(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private void setAside(String why) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("{} can't be read and are forgotten; {} is now {}: {}", what, file, aside, why);
        } catch (IOException e) {
            LOG.warn("{} in {} can't be read and are forgotten: {}", what, file, why);
        }
    }

    /** This is in the file from now on, unless it can't be written. Its directory is made if there is none. */
    public void replace(String text) {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} can't be written to {}: {}", what, file, Printable.of(e.toString()));
        }
    }
}
