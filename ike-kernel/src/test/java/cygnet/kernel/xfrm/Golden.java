package cygnet.kernel.xfrm;

import cygnet.crypto.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Octets that others made: the kernel's headers, or the kernel itself. They are those of a little-endian machine. */
final class Golden {
    /**
     * A message that a kernel said.
     *
     * @param payload what follows the header
     */
    record Captured(int type, Octets payload) {}

    private Golden() {}

    /** What the program src/test/golden/requests.c makes of linux/xfrm.h. */
    static Octets request(String name) {
        return Octets.ofHex(line("requests.txt", name).get(1));
    }

    /** What src/test/golden/capture heard. */
    static Captured captured(String name) {
        List<String> words = line("captured.txt", name);
        return new Captured(Integer.parseInt(words.get(1), 16), Octets.ofHex(words.get(2)));
    }

    private static List<String> line(String file, String name) {
        try (InputStream stream = Golden.class.getResourceAsStream(file)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .map(line -> List.of(line.split(" ", -1)))
                    .orElseThrow(() -> new IllegalArgumentException("no " + name + " in " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
