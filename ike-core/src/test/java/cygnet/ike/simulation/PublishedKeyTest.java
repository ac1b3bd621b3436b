package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key lives as long as DNS says, here ten minutes at a time. alice knows bob's from DNS; bob has pinned hers. */
class PublishedKeyTest {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration LIFE_AND_A_BIT = LIFE.plusMinutes(2);
    private static final DnsOutcome<HostKey> NO_ANSWER = new DnsOutcome.ServerFailure<>("nobody there");

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final SigningKey first = bob.key();
    private final SigningKey second = SigningKey.generate(KeyType.ED25519, 0, new SeededRandom(2));

    @BeforeEach
    void connect() {
        alice.dns().life(LIFE);
        publish(first.verificationKey());
        peers.configure(c -> c, c -> c.pinned(alice.key().verificationKey()));
        alice.initiate("bob");
        peers.run(Duration.ofSeconds(1));
    }

    @Test
    void aKeyThatStaysIsLookedUpAgainAndAgainAndChangesNothing() {
        IkeSa sa = alice.ikeSa();
        int asked = alice.dns().asked().size();
        peers.run(LIFE.multipliedBy(5).plusMinutes(1));

        assertThat(alice.dns().asked()).hasSize(asked + 5);
        assertThat(alice.ikeSa()).isSameAs(sa);
    }

    @Test
    void aWithdrawnKeyEndsWhatItAuthenticated() {
        withdraw();
        peers.run(LIFE_AND_A_BIT);

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(peers.simulation().story()).contains("no longer in DNS");
    }

    @Test
    void aZoneThatIsEmptyForAMomentEndsNothing() {
        IkeSa sa = alice.ikeSa();
        withdraw();
        peers.run(LIFE.plusSeconds(30));
        publish(first.verificationKey());
        peers.run(LIFE.multipliedBy(2));

        assertThat(alice.ikeSa()).isSameAs(sa);
    }

    /** Rekeying the IKE SA proves nothing anew. */
    @Test
    void rekeyingDoesNotKeepAWithdrawnKeyAlive() {
        withdraw();
        for (int i = 0; i < 6; i++) {
            peers.run(Duration.ofMinutes(2));
            alice.rekeyIke("bob");
        }

        assertThat(alice.ikeSas()).isEmpty();
    }

    @Test
    void serversThatGiveNoAnswerProveNothingForADay() {
        IkeSa sa = alice.ikeSa();
        alice.dns().keys(bob.fqdn(), NO_ANSWER);
        peers.run(Duration.ofHours(24));
        assertThat(alice.ikeSa()).isSameAs(sa);

        peers.run(Duration.ofMinutes(15));
        assertThat(alice.ikeSas()).isEmpty();
    }

    /** Whoever strips the proof from an answer must not get rid of a key that was proven. */
    @Test
    void anAbsenceThatNobodyProvesIsNone() {
        IkeSa sa = alice.ikeSa();
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(false, true, LIFE));
        peers.run(LIFE.multipliedBy(3));

        assertThat(alice.ikeSa()).isSameAs(sa);
    }

    @Test
    void aRolloverWithBothKeysPublishedLosesNothing() {
        Traffic traffic = Traffic.between(peers);
        publish(first.verificationKey(), second.verificationKey());
        peers.run(LIFE_AND_A_BIT);
        sign(second);
        publish(second.verificationKey());
        peers.run(LIFE.multipliedBy(2));

        traffic.stopAndFindAll();
        assertThat(alice.ikeSa().published().orElseThrow().key()).isEqualTo(second.verificationKey());
    }

    @Test
    void aPeerThatCannotProveTheNewKeyIsGivenUp() {
        publish(second.verificationKey());
        peers.run(LIFE.plusMinutes(5));

        assertThat(alice.ikeSas()).isEmpty();
    }

    private void publish(VerificationKey... keys) {
        alice.dns().publish(bob.fqdn(), Validation.SECURE, keys);
    }

    private void withdraw() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, LIFE));
    }

    /** The daemon at bob's is given another key, and started anew as an operator would. */
    private void sign(SigningKey key) {
        bob.replaceConnections(new ConnectionDraft(bob, alice)
                .named("alice")
                .pinned(alice.key().verificationKey())
                .signingWith(key)
                .build());
    }
}
