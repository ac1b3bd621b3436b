package cygnet.dns;

import static cygnet.dns.Asking.NEXT_MONTH;
import static cygnet.dns.Asking.NOW;
import static cygnet.dns.Asking.YESTERDAY;
import static cygnet.dns.Asking.assertBogus;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trust anchor that is rolled over while we run; in virtual time. */
class AnchorFileTest {
    @TempDir
    Path directory;

    private final ZoneTree first = tree();
    private final ZoneTree second = tree();
    private final Hand clock = new Hand();
    private Path file;

    /** A clock that stands still until the test moves it. */
    private static final class Hand extends Clock {
        private volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    private static ZoneTree tree() {
        ZoneTree tree = new ZoneTree(YESTERDAY, NEXT_MONTH);
        SignedZone zone = tree.signed("test.");
        for (String name : new String[] {"a", "b", "c"}) {
            zone.add(name + ".test. 600 IN IPSECKEY 10 0 4 . " + Records.ED25519);
        }
        return tree;
    }

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("root.key");
        Files.writeString(file, first.trustAnchor());
    }

    @Test
    void aFileThatChangesIsReadAgainAndNothingNeedsToBeRestarted() throws IOException {
        try (FakeDnsServer server = new FakeDnsServer(first::answer);
                Asking asking = Asking.validating(file, clock, server.endpoint())) {
            assertThat(asking.foundKeys("a.test").validation()).isEqualTo(Validation.SECURE);
            server.respondWith(FakeDnsServer.messages(second::answer));
            Files.writeString(file, first.trustAnchor() + "\n" + second.trustAnchor() + "\n");
            clock.pass(AnchorFile.LOOK_EVERY);
            assertThat(asking.foundKeys("b.test").validation()).isEqualTo(Validation.SECURE);
            Files.writeString(file, first.trustAnchor());
            clock.pass(AnchorFile.LOOK_EVERY);
            assertBogus(asking.keys("c.test"), "");
        }
    }

    private AnchorFile anchors() {
        return new AnchorFile(file, first.trustAnchor(), clock);
    }

    @Test
    void theFileIsNotLookedAtEachTime() throws IOException {
        AnchorFile anchors = anchors();
        Files.writeString(file, second.trustAnchor());
        clock.pass(AnchorFile.LOOK_EVERY.minusSeconds(1));
        assertThat(anchors.changed()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        assertThat(anchors.changed()).isPresent();
        clock.pass(AnchorFile.LOOK_EVERY);
        assertThat(anchors.changed()).as("as before").isEmpty();
    }

    @Test
    void aFileThatIsGoneOrBrokenChangesNothingUntilItIsGoodAgain() throws IOException {
        AnchorFile anchors = anchors();
        Files.delete(file);
        clock.pass(AnchorFile.LOOK_EVERY);
        assertThat(anchors.changed()).isEmpty();
        Files.writeString(file, "rubbish");
        clock.pass(AnchorFile.LOOK_EVERY);
        assertThat(anchors.changed()).isEmpty();
        Files.write(file, new byte[] {(byte) 0xff});
        clock.pass(AnchorFile.LOOK_EVERY);
        assertThat(anchors.changed()).isEmpty();
        Files.writeString(file, second.trustAnchor());
        clock.pass(AnchorFile.LOOK_EVERY);
        assertThat(anchors.changed()).isPresent();
    }
}
