package cygnet.daemon.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cygnet.crypto.RandomSource;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.daemon.publish.Rollover.Progress;
import cygnet.dns.publish.PublishException;
import cygnet.dns.publish.PublishException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key follows another. */
class RolloverTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final SigningKey OLD = SigningKey.generate(KeyType.ED25519, 0, RandomSource.system());

    @TempDir
    Path directory;

    private final FakeZone zone = new FakeZone();
    private final List<String> story = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<String> daemonKey = Optional.empty();

    @BeforeEach
    void makeKey() throws IOException {
        Files.writeString(keyFile(), OLD.toPem());
        zone.keys = Set.of(OLD.verificationKey());
    }

    @Test
    void theNewKeyIsUsedWhenNoCacheLacksItAndTheOldOneLeavesAfterwards() throws Exception {
        Progress added = rollover().advance();
        VerificationKey next = key("host.pem.next");
        assertThat(zone.keys).containsExactlyInAnyOrder(OLD.verificationKey(), next);
        assertThat(added.until()).contains(now.plus(TTL));
        assertThat(key("host.pem")).isEqualTo(OLD.verificationKey());

        now = now.plus(TTL).minusSeconds(1);
        assertThat(rollover().advance().until()).isEqualTo(added.until());
        assertThat(key("host.pem")).isEqualTo(OLD.verificationKey());

        now = now.plusSeconds(1);
        Progress switched = rollover().advance();
        assertThat(key("host.pem")).isEqualTo(next);
        assertThat(key("host.pem.old")).isEqualTo(OLD.verificationKey());
        assertThat(directory.resolve("host.pem.next")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
        assertThat(switched.until()).contains(now.plus(TTL));
        assertThat(zone.keys).hasSize(2);

        now = now.plus(TTL);
        Progress done = rollover().advance();
        assertThat(done.finished()).isTrue();
        assertThat(zone.keys).containsExactly(next);
        assertThat(rollover().status().text()).isEqualTo("no rollover is going on");
    }

    @Test
    void theOldKeyStaysInDnsWhileTheDaemonSignsWithIt() throws Exception {
        daemonKey = Optional.of(OLD.verificationKey().fingerprint());
        rollover().advance();
        now = now.plus(TTL);
        rollover().advance();
        now = now.plus(TTL);
        Progress waiting = rollover().advance();
        assertThat(waiting.finished()).isFalse();
        assertThat(waiting.until()).isEmpty();
        assertThat(waiting.text()).contains("restart it");
        assertThat(zone.keys).hasSize(2);
        daemonKey = Optional.of(key("host.pem").fingerprint());
        assertThat(rollover().advance().finished()).isTrue();
    }

    /** The zone fails at its n-th call, and everything else of the process is forgotten. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void anInterruptedRolloverGoesOnWhereItStopped(int call) throws Exception {
        for (boolean afterwards : new boolean[] {false, true}) {
            makeKey();
            zone.failAt(call, afterwards);
            boolean failed = false;
            boolean finished = false;
            Set<VerificationKey> made = new HashSet<>();
            for (int run = 0; run < 8 && !finished; run++) {
                try {
                    finished = rollover().advance().finished();
                } catch (PublishException e) {
                    failed = true;
                }
                made.add(key(Files.exists(directory.resolve("host.pem.next")) ? "host.pem.next" : "host.pem"));
                assertThat(zone.keys).as("what the host signs with").contains(key("host.pem"));
                now = now.plus(TTL);
            }
            assertThat(failed).as("call %d failed", call).isTrue();
            assertThat(finished).isTrue();
            made.remove(OLD.verificationKey());
            assertThat(made).as("new keys").hasSize(1);
            assertThat(zone.keys).isEqualTo(made);
        }
    }

    @Test
    void aNewKeyThatWasMadeBeforeACrashIsTheOneThatIsUsed() throws Exception {
        rollover().advance();
        VerificationKey next = key("host.pem.next");
        Files.delete(directory.resolve("host.pem.rollover"));
        zone.keys = Set.of(OLD.verificationKey());
        rollover().advance();
        assertThat(key("host.pem.next")).isEqualTo(next);
    }

    @Test
    void aCrashBetweenTheSwitchAndItsRecordIsSeenInTheKeyFile() throws Exception {
        rollover().advance();
        now = now.plus(TTL);
        byte[] before = Files.readAllBytes(directory.resolve("host.pem.rollover"));
        rollover().advance();
        Files.write(directory.resolve("host.pem.rollover"), before);
        Progress again = rollover().advance();
        assertThat(again.until()).contains(now.plus(TTL));
        assertThat(key("host.pem.old")).isEqualTo(OLD.verificationKey());
    }

    @Test
    void whatCachesMayHoldIsNotForgottenWhenTheUpdateWasSentButNotNoted() throws Exception {
        zone.life = Duration.ofHours(2);
        zone.failAt(3, true);
        assertThatThrownBy(() -> rollover().advance()).isInstanceOf(PublishException.class);
        assertThat(zone.keys).hasSize(2);
        zone.life = TTL;
        assertThat(rollover().advance().until()).contains(now.plus(Duration.ofHours(2)));
    }

    @Test
    void whoComesWhileAnotherIsAtItIsSentAway() throws Exception {
        List<String> refusals = new ArrayList<>();
        zone.meanwhile = () -> {
            zone.meanwhile = () -> {};
            try {
                rollover().advance();
            } catch (IOException | PublishException | InterruptedException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        };
        rollover().advance();
        assertThat(refusals).containsExactly("another rollover of this key is running");
        assertThat(zone.keys).containsExactlyInAnyOrder(OLD.verificationKey(), key("host.pem.next"));
    }

    @Test
    void anAbortedRolloverLeavesTheOldKeyAlone() throws Exception {
        rollover().advance();
        assertThat(rollover().abort().finished()).isTrue();
        assertThat(zone.keys).containsExactly(OLD.verificationKey());
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(keyFile(), directory.resolve("host.pem.lock"));
        }
        rollover().advance();
        now = now.plus(TTL);
        rollover().advance();
        assertThatThrownBy(() -> rollover().abort()).hasMessageContaining("in use already");
    }

    @Test
    void aNameOfSomebodyElseIsSeenBeforeAKeyIsMade() throws Exception {
        zone.keys = Set.of(
                SigningKey.generate(KeyType.ED25519, 0, RandomSource.system()).verificationKey());
        assertThatThrownBy(() -> rollover().advance())
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FOREIGN));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(keyFile(), directory.resolve("host.pem.lock"));
        }
    }

    @Test
    void aStateThatIsNoStateIsToldWithItsFile() throws Exception {
        Files.writeString(directory.resolve("host.pem.rollover"), "step = jumped\n", StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> rollover().status())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("host.pem.rollover can't be understood");
    }

    /** As a new process. */
    private Rollover rollover() {
        return new Rollover(
                keyFile(),
                zone,
                () -> SigningKey.generate(KeyType.ED25519, 0, RandomSource.system()),
                () -> daemonKey,
                () -> now,
                story::add);
    }

    private Path keyFile() {
        return directory.resolve("host.pem");
    }

    private VerificationKey key(String file) throws Exception {
        return SigningKey.ofPem(Files.readString(directory.resolve(file))).verificationKey();
    }

    /** The keys that DNS has, and a call that fails. */
    private static final class FakeZone implements Rollover.KeyRecords {
        private Set<VerificationKey> keys = Set.of();
        private Duration life = TTL;
        private Runnable meanwhile = () -> {};
        private int callsLeft = Integer.MAX_VALUE;
        private boolean afterwards;

        /** @param afterwards whether an update is done all the same */
        void failAt(int call, boolean afterwards) {
            this.callsLeft = call;
            this.afterwards = afterwards;
        }

        @Override
        public Duration plan(List<VerificationKey> wanted, Set<VerificationKey> ours) throws PublishException {
            meanwhile.run();
            if (!ours.containsAll(keys)) {
                throw new PublishException(Kind.FOREIGN, "somebody else's");
            }
            if (--callsLeft == 0) {
                throw new PublishException(Kind.UNREACHABLE, "no answer");
            }
            return life;
        }

        @Override
        public void find(List<VerificationKey> wanted) throws PublishException {
            if (--callsLeft == 0) {
                throw new PublishException(Kind.UNCONFIRMED, "an older answer");
            }
            assertThat(keys).containsExactlyInAnyOrderElementsOf(wanted);
        }

        @Override
        public void publish(List<VerificationKey> wanted, Set<VerificationKey> ours) throws PublishException {
            boolean fails = --callsLeft == 0;
            if (!fails || afterwards) {
                keys = Set.copyOf(wanted);
            }
            if (fails) {
                throw new PublishException(Kind.UNCONFIRMED, "not all servers have it");
            }
        }
    }
}
