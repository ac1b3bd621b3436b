package cygnet.kernel.pfkey;

import cygnet.crypto.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Octets that others made: the kernel's headers, or the kernel itself. They are those of a little-endian machine. */
final class PfkeyGolden {
    /** The process that the captured answers are for. */
    static final int SENDER = 7;

    private PfkeyGolden() {}

    /** What the program src/test/golden/pfkey-requests.c makes of linux/pfkeyv2.h; sequence and sender are 0. */
    static Octets request(String name) {
        return octets("requests.txt", name);
    }

    /** What src/test/golden/pfkey-capture heard. */
    static Octets captured(String name) {
        return octets("captured.txt", name);
    }

    static List<String> names() {
        return text("captured.txt").lines().map(line -> line.split(" ", 2)[0]).toList();
    }

    private static Octets octets(String file, String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .map(line -> Octets.ofHex(line.split(" ", -1)[1]))
                .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + file));
    }

    private static String text(String file) {
        try (InputStream stream = PfkeyGolden.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
