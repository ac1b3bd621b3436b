package cygnet.daemon.state;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Recollection;
import cygnet.ike.policy.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memories of hosts, a line for each with tabulators between its fields. The file is replaced as a whole, so that it is always
 * either the old or the new one. One that can't be read is set aside and told about; one that can't be written is told about:
 * neither is a reason to stop.
 */
public final class MemoryFile {
    private static final Logger LOG = LoggerFactory.getLogger("cygnet");
    private static final String HEAD = "# host, our address, rule, finding, until, found before, cause\n";
    private static final int FIELDS = 7;
    private static final int MOST = 10_000;
    private static final long MOST_OCTETS = 16 << 20;
    private static final int LONGEST_CAUSE = 500;

    private final Path file;
    private List<Recollection> known = List.of();

    public MemoryFile(Path file) {
        this.file = file;
    }

    /** What is in the file; nothing, if there is none, or if it can't be read. */
    public synchronized List<Recollection> read() {
        known = present();
        return known;
    }

    private List<Recollection> present() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > MOST_OCTETS) {
                throw new IOException(Files.size(file) + " octets are too many");
            }
            return parse(Files.readAllLines(file));
        } catch (IOException | IllegalArgumentException e) {
            setAside(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static List<Recollection> parse(List<String> lines) {
        List<Recollection> recollections = new ArrayList<>();
        for (int i = 0; i < lines.size() && recollections.size() < MOST; i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                recollections.add(parse(line.split("\t", -1)));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + ": " + printable(String.valueOf(e.getMessage())), e);
            }
        }
        return recollections;
    }

    private static Recollection parse(String[] fields) {
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(fields.length + " fields instead of " + FIELDS);
        }
        Finding finding = Finding.named(fields[3])
                .filter(f -> f != Finding.KEY)
                .orElseThrow(() -> new IllegalArgumentException("no such finding: " + fields[3]));
        int before = Integer.parseInt(fields[5]);
        if (before < 0) {
            throw new IllegalArgumentException("found less than never before: " + before);
        }
        return new Recollection(
                fields[2],
                IpAddress.parse(fields[1]),
                IpAddress.parse(fields[0]),
                finding,
                fields[6],
                Instant.parse(fields[4]),
                before);
    }

    /** These are remembered now. */
    public synchronized void writeIfChanged(List<Recollection> recollections) {
        if (!recollections.equals(known)) {
            write(recollections);
            known = List.copyOf(recollections);
        }
    }

    private void write(Collection<Recollection> recollections) {
        String text = recollections.stream().map(MemoryFile::line).collect(Collectors.joining("", HEAD, ""));
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
            LOG.warn("what is remembered of hosts can't be written to {}: {}", file, printable(e.toString()));
        }
    }

    private static String line(Recollection recollection) {
        return String.join(
                        "\t",
                        recollection.remote().toString(),
                        recollection.local().toString(),
                        recollection.rule(),
                        recollection.finding().toString(),
                        recollection.until().toString(),
                        String.valueOf(recollection.before()),
                        printable(recollection.cause()))
                + "\n";
    }

    private void setAside(String why) {
        Path aside = file.resolveSibling(file.getFileName() + ".bad");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("what was remembered of hosts can't be read and is forgotten; {} is now {}: {}", file, aside, why);
        } catch (IOException e) {
            LOG.warn("what was remembered of hosts in {} can't be read and is forgotten: {}", file, why);
        }
    }

    /** What the network or a file says stays on its line. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_CAUSE)
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return printable.toString();
    }
}
