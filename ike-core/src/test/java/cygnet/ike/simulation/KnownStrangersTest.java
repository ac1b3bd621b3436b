package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SAs with a peer that did not say who it was, where DNS gets to know it: they make room for SAs with a peer that proves its name.
 * Both hosts take anybody by name, and alice calls bob without one.
 */
class KnownStrangersTest {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration GIVEN_WAY = Duration.ofSeconds(5);
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(11);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @BeforeEach
    void takeAnybody() {
        alice.configure(anybody(alice, bob), nobody(alice, bob).build());
        bob.configure(anybody(bob, alice), nobody(bob, alice).fromAnywhere().build());
        peers.settle();
    }

    private static Connection anybody(Host here, Host there) {
        return new ConnectionDraft(here, there)
                .named("anybody")
                .fromAnywhere()
                .remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC))
                .start(StartAction.TRAP)
                .build();
    }

    private static ConnectionDraft nobody(Host here, Host there) {
        return new ConnectionDraft(here, there).named("nobody").anonymous().anybody();
    }

    @Test
    void whoeverIsAskedForByNameHasToProveItAlthoughThereIsAnSa() {
        callAnonymously();

        bob.introduce(1, alice, LIFE);
        peers.run(GIVEN_WAY);

        assertKnown(bob, alice);
    }

    @Test
    void aPeerWhoseAddressHasANameWithAKeyHasToProveIt() {
        bob.dns().names(alice.address(), Validation.SECURE, alice.fqdn());
        callAnonymously();

        assertKnown(bob, alice);
        assertThat(alice.ikeSas()).extracting(IkeSa::assurance).contains(Assurance.DNSSEC);
    }

    @Test
    void aKeyThatAppearsLaterIsFoundOut() {
        DnsOutcome<HostKey> none = new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(1));
        bob.dns().names(alice.address(), Validation.SECURE, alice.fqdn());
        bob.dns().keys(alice.fqdn(), none);
        callAnonymously();
        peers.run(ASKED_AGAIN);
        assertThat(bob.ikeSa().assurance()).isEqualTo(Assurance.ANONYMOUS);

        bob.dns().publish(alice.fqdn(), Validation.SECURE, alice.key().verificationKey());
        peers.run(ASKED_AGAIN);

        assertKnown(bob, alice);
    }

    /** Who runs the reverse zone may say anything, if it is not signed. */
    @Test
    void aNameThatIsNotSureEnoughChangesNothing() {
        bob.dns().names(alice.address(), Validation.UNVALIDATED, alice.fqdn());
        callAnonymously();
        peers.run(ASKED_AGAIN);

        assertThat(bob.ikeSa().assurance()).isEqualTo(Assurance.ANONYMOUS);
        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void ofSeveralNamesTheOneWithAKeyCounts() {
        bob.dns().names(alice.address(), Validation.SECURE, "other.example.test", alice.fqdn());
        callAnonymously();

        assertKnown(bob, alice);
        assertThat(bob.dns().asked())
                .containsSubsequence("IPSECKEY of other.example.test", "IPSECKEY of alice.example.test");
    }

    @Test
    void noPacketIsLostOrInClearMeanwhile() {
        callAnonymously();
        bob.introduce(1, alice, LIFE);
        for (int i = 0; i < 50; i++) {
            alice.send(bob);
            bob.send(alice);
            peers.run(Duration.ofMillis(10));
        }
        peers.run(GIVEN_WAY);

        assertKnown(bob, alice);
        assertThat(bob.kernel().delivered()).hasSize(50);
        assertThat(alice.kernel().delivered()).hasSize(50);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    /** It has a key in DNS and does not use it, perhaps since somebody else has its address: it keeps what it has, until that ends. */
    @Test
    void whoeverCannotProveItKeepsWhatItHas() {
        bob.dns().publish(alice.fqdn(), Validation.SECURE, bob.key().verificationKey());
        callAnonymously();

        bob.introduce(1, alice, LIFE);
        peers.run(GIVEN_WAY);

        assertThat(bob.ikeSas()).extracting(IkeSa::assurance).containsOnly(Assurance.ANONYMOUS);
        Packet packet = bob.send(alice);
        peers.settle();
        assertThat(alice.kernel().delivered()).containsExactly(packet);
    }

    @Test
    void nobodyIsLookedForWhenTheSaIsGone() {
        callAnonymously();
        bob.terminate("nobody");
        peers.settle();
        int asked = bob.dns().asked().size();
        peers.run(LIFE);

        assertThat(bob.dns().asked()).hasSize(asked);
    }

    private void callAnonymously() {
        alice.initiate("nobody");
        peers.run(GIVEN_WAY);
        assertThat(alice.ikeSas()).isNotEmpty();
    }

    private static void assertKnown(Host host, Host peer) {
        IkeSa known = host.ikeSas().stream()
                .filter(sa -> sa.assurance() == Assurance.DNSSEC)
                .findFirst()
                .orElseThrow();
        assertThat(known.peerId()).contains(peer.id());
        assertThat(known.children()).hasSize(1);
        assertThat(host.children()).hasSize(1);
    }
}
