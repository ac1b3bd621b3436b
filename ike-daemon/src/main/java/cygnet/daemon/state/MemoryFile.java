package cygnet.daemon.state;

import cygnet.dns.StateFile;
import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Recollection;
import cygnet.ike.policy.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@linkplain StateFile file} of the memories of hosts: a line for each, with tabulators between its fields.
 */
public final class MemoryFile {
    private static final String HEAD = "# host, our address, rule, finding, until, found before, cause\n";
    private static final int FIELDS = 7;
    private static final int MOST = 10_000;
    private static final int LONGEST_CAUSE = 500;

    private final StateFile file;
    private List<Recollection> known = List.of();

    public MemoryFile(Path file) {
        this.file = new StateFile(file, "memories of hosts");
    }

    /** What is in the file; nothing, if there is none, or if it can't be read. */
    public synchronized List<Recollection> read() {
        known = file.read(MemoryFile::parse).orElse(List.of());
        return known;
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
            file.replace(recollections.stream().map(MemoryFile::line).collect(Collectors.joining("", HEAD, "")));
            known = List.copyOf(recollections);
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

    /** What the network or a file says stays on its line. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_CAUSE)
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return printable.toString();
    }
}
