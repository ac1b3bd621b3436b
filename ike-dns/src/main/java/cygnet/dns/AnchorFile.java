package cygnet.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of trust anchors that somebody else keeps up to date, as RFC 5011 resolvers do. It is looked at when an answer is to
 * be validated, but not at each one; what can't be used is told about, and what was read before goes on to hold.
 */
final class AnchorFile {
    static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(AnchorFile.class);

    private final Path file;
    private final InstantSource clock;

    // Guarded by this.
    private String known;
    private Instant looked;
    private String complaint = "";

    /** {@code known} is what was read from {@code file} already. */
    AnchorFile(Path file, String known, InstantSource clock) {
        this.file = file;
        this.known = known;
        this.clock = clock;
        this.looked = clock.instant();
    }

    /** The anchors, if the file holds others than before. */
    synchronized Optional<TrustAnchors> changed() {
        Instant now = clock.instant();
        Duration since = Duration.between(looked, now);
        if (!since.isNegative() && since.compareTo(LOOK_EVERY) < 0) {
            return Optional.empty();
        }
        looked = now;
        try {
            String text = Files.readString(file);
            if (text.equals(known)) {
                return Optional.empty();
            }
            TrustAnchors anchors = TrustAnchors.parse(text, now);
            known = text;
            complaint = "";
            LOG.info("read the trust anchors in {} again: they have changed", file);
            return Optional.of(anchors);
        } catch (IOException | IllegalArgumentException e) {
            complain(Printable.of(String.valueOf(e)));
            return Optional.empty();
        }
    }

    private void complain(String what) {
        if (!what.equals(complaint)) {
            LOG.warn("the trust anchors in {} can't be read any more; those from before still hold: {}", file, what);
            complaint = what;
        }
    }
}
