package cygnet.dns;

import cygnet.ike.lookup.DomainName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The {@linkplain StateFile file} of the keys first seen: a line for each, with the name, the key's fingerprint and the time.
 */
final class FirstSeenFile {
    private static final String HEAD = "# name, fingerprint of a key without DNSSEC, when it was seen first\n";
    private static final int FIELDS = 3;

    /** What tells one version of the file from another. */
    private record Stamp(long size, Instant modified, Object file) {
        static final Stamp NO_FILE = new Stamp(-1, Instant.EPOCH, "");
    }

    private final Path file;
    private final StateFile contents;
    private Optional<Stamp> known = Optional.empty();

    FirstSeenFile(Path file) {
        this.file = file;
        this.contents = new StateFile(file, "the keys first seen");
    }

    /** What is in the file, if that is not what was read or written last. */
    Optional<Map<DomainName, Map<String, Instant>>> readIfChanged() {
        Stamp stamp = stamp();
        if (known.isPresent() && known.get().equals(stamp)) {
            return Optional.empty();
        }
        known = Optional.of(stamp);
        Optional<Map<DomainName, Map<String, Instant>>> read = contents.read(FirstSeenFile::parse);
        if (read.isEmpty()) {
            known = Optional.of(stamp());
        }
        return Optional.of(read.orElseGet(HashMap::new));
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

    void write(Map<DomainName, Map<String, Instant>> names) {
        String text = names.entrySet().stream()
                .flatMap(name -> name.getValue().entrySet().stream()
                        .map(key -> name.getKey() + " " + key.getKey() + " " + key.getValue() + "\n"))
                .sorted()
                .collect(Collectors.joining("", HEAD, ""));
        contents.replace(text);
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
