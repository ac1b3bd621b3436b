package cygnet.dns;

import cygnet.ike.lookup.DomainName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the keys first seen: a line for each, with the name, the key's fingerprint and the time. It is replaced as a
 * whole, so that it is always either the old or the new one. A file that can't be read is set aside and told about; one that
 * can't be written is told about: neither is a reason to stop.
 */
final class FirstSeenFile {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSeenFile.class);
    private static final String HEAD = "# name, fingerprint of a key without DNSSEC, when it was seen first\n";
    private static final long MOST_OCTETS = 16 << 20;
    private static final int FIELDS = 3;

    /** What tells one version of the file from another. */
    private record Stamp(long size, Instant modified, Object file) {
        static final Stamp NO_FILE = new Stamp(-1, Instant.EPOCH, "");
    }

    private final Path file;
    private final InstantSource clock;
    private Optional<Stamp> known = Optional.empty();

    FirstSeenFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** What is in the file, if that is not what was read or written last. */
    Optional<Map<DomainName, Map<String, Instant>>> readIfChanged() {
        Stamp stamp = stamp();
        if (known.isPresent() && known.get().equals(stamp)) {
            return Optional.empty();
        }
        known = Optional.of(stamp);
        if (stamp.equals(Stamp.NO_FILE)) {
            return Optional.of(new HashMap<>());
        }
        try {
            if (stamp.size() > MOST_OCTETS) {
                throw new IOException(stamp.size() + " octets are too many");
            }
            return Optional.of(parse(Files.readAllLines(file)));
        } catch (IOException | IllegalArgumentException e) {
            setAside(Printable.of(String.valueOf(e.getMessage())));
            return Optional.of(new HashMap<>());
        }
    }

    private static Map<DomainName, Map<String, Instant>> parse(List<String> lines) {
        Map<DomainName, Map<String, Instant>> names = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\\s+", -1);
            try {
                if (fields.length != FIELDS) {
                    throw new IllegalArgumentException("not a name, a fingerprint and a time");
                }
                names.computeIfAbsent(new DomainName(fields[0]), name -> new TreeMap<>())
                        .put(fields[1], Instant.parse(fields[2]));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return names;
    }

    private void setAside(String why) {
        Path aside = file.resolveSibling(
                file.getFileName() + ".bad-" + clock.instant().getEpochSecond());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("the keys first seen can't be read and are forgotten; {} is now {}: {}", file, aside, why);
        } catch (IOException e) {
            LOG.warn("the keys first seen in {} can't be read and are forgotten: {}", file, why);
        }
        known = Optional.of(stamp());
    }

    void write(Map<DomainName, Map<String, Instant>> names) {
        String text = names.entrySet().stream()
                .flatMap(name -> name.getValue().entrySet().stream()
                        .map(key -> name.getKey() + " " + key.getKey() + " " + key.getValue() + "\n"))
                .sorted()
                .collect(Collectors.joining("", HEAD, ""));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
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
            LOG.warn("the keys first seen can't be written to {}: {}", file, Printable.of(String.valueOf(e)));
        }
        known = Optional.of(stamp());
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant(),
                    Optional.<Object>ofNullable(attributes.fileKey()).orElse(""));
        } catch (IOException e) {
            return Stamp.NO_FILE;
        }
    }
}
