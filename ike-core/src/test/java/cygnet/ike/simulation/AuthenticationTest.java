package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.crypto.signature.VerificationKey;
import cygnet.ike.address.IpAddress;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.HostKey;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets in, who does not, and what each side is told (RFC 7296 sections 2.15, 2.21.2). */
class AuthenticationTest {
    private static final Duration TTL = Duration.ofMinutes(5);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final VerificationKey stranger =
            SigningKey.generate(KeyType.ED25519, 0, new SeededRandom(99)).verificationKey();

    @Test
    void withoutAKeyOfThePeerTheInitiatorGivesUpBeforeItSaysWhoItIs() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, TTL));
        negotiate();

        assertNobodyGotIn();
        assertThat(sentExchanges(alice)).containsOnly("IKE_SA_INIT");
        assertClosed(alice, "IPSECKEY of bob.example.test: proven absence (no such record)");
    }

    @Test
    void aBogusKeyIsNoKey() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Bogus<>("signature expired"));
        negotiate();

        assertNobodyGotIn();
        assertThat(sentExchanges(alice)).containsOnly("IKE_SA_INIT");
        assertClosed(alice, "IPSECKEY of bob.example.test: bogus: signature expired");
    }

    @Test
    void deadDnsIsNoKey() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Timeout<>("no answer in 5 s"));
        negotiate();

        assertNobodyGotIn();
        assertThat(sentExchanges(alice)).containsOnly("IKE_SA_INIT");
        assertClosed(alice, "timeout: no answer in 5 s");
    }

    @Test
    void anUnvalidatedKeyIsNotEnoughWhereDnssecIsRequired() {
        alice.dns().publish(bob.fqdn(), Validation.UNVALIDATED, bob.key().verificationKey());
        negotiate();

        assertNobodyGotIn();
        assertClosed(alice, "is not protected by DNSSEC, and dnssec is required");
    }

    @Test
    void anUnvalidatedKeyIsEnoughWhereAConnectionSaysSo() {
        alice.dns().publish(bob.fqdn(), Validation.UNVALIDATED, bob.key().verificationKey());
        peers.configure(c -> c.remote(new RemoteAuth.DnsKeys(Optional.of(bob.id()), Assurance.DNS)), c -> c);
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNS);
    }

    @Test
    void aResponderThatFindsNoKeySaysSoAndKeepsNothing() {
        bob.dns().keys(alice.fqdn(), new DnsOutcome.Absent<>(true, false, TTL));
        negotiate();

        assertNobodyGotIn();
        assertClosed(bob, "IPSECKEY of alice.example.test: proven absence (no such name)");
        assertClosed(alice, "the peer refused: AUTHENTICATION_FAILED");
    }

    @Test
    void everyFailureOfTheRespondersDnsLooksTheSameToTheInitiator() {
        for (DnsOutcome<HostKey> outcome : List.<DnsOutcome<HostKey>>of(
                new DnsOutcome.Bogus<>("no signature"),
                new DnsOutcome.ServerFailure<>("SERVFAIL"),
                new DnsOutcome.Timeout<>("5 s"),
                new DnsOutcome.Found<>(List.of(), Validation.SECURE, TTL, List.of("record 1: algorithm 1")))) {
            TwoPeers pair = new TwoPeers();
            pair.bob().dns().keys("alice.example.test", outcome);
            pair.configure(c -> c);
            pair.alice().initiate("bob");
            pair.settle();

            assertThat(pair.ladder()).last().asString().endsWith("IKE_AUTH response 1 [ N(AUTHENTICATION_FAILED) ]");
            assertThat(TwoPeers.told(pair.bob(), IkeEvent.IkeSaClosed.class))
                    .singleElement()
                    .asString()
                    .contains(outcome.describe());
            pair.simulation().finish();
        }
    }

    @Test
    void aKeyThatIsNotTheInitiatorsIsRefused() {
        bob.dns().publish(alice.fqdn(), Validation.SECURE, stranger);
        negotiate();

        assertNobodyGotIn();
        assertClosed(bob, "is not by a key of alice.example.test");
        assertClosed(alice, "the peer refused: AUTHENTICATION_FAILED");
    }

    @Test
    void aResponderThatCannotProveItsNameIsToldAndLeftWithNothing() {
        alice.dns().publish(bob.fqdn(), Validation.SECURE, stranger);
        negotiate();

        assertNobodyGotIn();
        assertThat(peers.ladder()).contains("alice > INFORMATIONAL request 2 [ N(AUTHENTICATION_FAILED) D ]");
        assertClosed(alice, "is not by a key of bob.example.test");
        assertClosed(bob, "the peer says AUTHENTICATION_FAILED");
    }

    @Test
    void severalKeysOfANameAreTriedUntilOneFits() {
        alice.dns().publish(bob.fqdn(), Validation.SECURE, stranger, bob.key().verificationKey());
        negotiate();

        assertThat(alice.children()).hasSize(1);
    }

    @Test
    void whoeverAnswersUnderAnotherNameIsRefused() {
        peers.configure(
                c -> c.remote(new RemoteAuth.PinnedKeys(
                        Optional.of(Identification.fqdn("carol.example.test")),
                        List.of(bob.key().verificationKey()),
                        false)),
                c -> c);
        alice.initiate("bob");
        peers.settle();

        assertNobodyGotIn();
        assertClosed(bob, "no connection for alice.example.test asking for carol.example.test");
    }

    @Test
    void differentSharedSecretsDoNotMatch() {
        alice.share(new SharedSecret("hers", List.of(), Secret.copyOf(Octets.ofAscii("one"))));
        bob.share(new SharedSecret("his", List.of(), Secret.copyOf(Octets.ofAscii("another"))));
        peers.configure(ConnectionDraft::sharedKey);
        alice.initiate("bob");
        peers.settle();

        assertNobodyGotIn();
        assertClosed(bob, "the MAC of shared key his is wrong");
    }

    @Test
    void aSignatureDoesNotOpenAConnectionThatWantsASecret() {
        peers.shareSecret().configure(c -> c, ConnectionDraft::sharedKey);
        alice.initiate("bob");
        peers.settle();

        assertNobodyGotIn();
        assertClosed(bob, "no connection for alice.example.test");
    }

    @Test
    void aStrangerWithANameThatOwnsItsAddressGetsIn() {
        peers.configure(
                c -> c, c -> c.fromAnywhere().remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC)));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().peerId()).contains(alice.id());
        assertThat(bob.dns().asked())
                .containsExactly("IPSECKEY of alice.example.test", "addresses of alice.example.test");
    }

    @Test
    void aStrangerWhoseNameIsAtHomeElsewhereIsRefused() {
        bob.dns().publish(alice.fqdn(), Validation.SECURE, IpAddress.parse("192.0.2.99"));
        peers.configure(
                c -> c, c -> c.fromAnywhere().remote(new RemoteAuth.DnsKeys(Optional.empty(), Assurance.DNSSEC)));
        alice.initiate("bob");
        peers.settle();

        assertNobodyGotIn();
        assertClosed(bob, "alice.example.test does not own the address 192.0.2.1");
    }

    @Test
    void whileDnsTakesItsTimeRepeatedRequestsAreSwallowedAndAnsweredOnce() {
        bob.dns().delay(Duration.ofSeconds(8));
        negotiate();

        assertThat(TwoPeers.told(alice, IkeEvent.Retransmitted.class)).hasSizeGreaterThan(2);
        assertThat(bob.dns().asked()).hasSize(1);
        assertThat(alice.children()).hasSize(1);
        assertThat(peers.ladder()).hasSize(4);
    }

    @Test
    void anAnswerIsDueAlsoWhenDnsTakesLongerThanAStrangerMay() {
        bob.dns().delay(Duration.ofMinutes(2));
        negotiate();

        assertNobodyGotIn();
        assertClosed(bob, "the peer did not authenticate in time");
        assertClosed(alice, "the peer refused: AUTHENTICATION_FAILED");
    }

    @Test
    void rsaAndEcdsaSignaturesProveBothSides() {
        for (KeyType type : List.of(KeyType.RSA, KeyType.ECDSA)) {
            int bits = type == KeyType.RSA ? 2048 : 256;
            TwoPeers pair = new TwoPeers();
            SigningKey hers = SigningKey.generate(type, bits, pair.alice().random());
            SigningKey his = SigningKey.generate(type, bits, pair.bob().random());
            pair.configure(
                    c -> c.signingWith(hers).pinned(his.verificationKey()),
                    c -> c.signingWith(his).pinned(hers.verificationKey()));
            pair.alice().initiate("bob");
            pair.settle();

            assertThat(pair.alice().children()).hasSize(1);
            assertThat(TwoPeers.told(pair.bob(), IkeEvent.IkeSaEstablished.class))
                    .singleElement()
                    .asString()
                    .contains(type.name());
            pair.simulation().finish();
        }
    }

    private void negotiate() {
        peers.configure(c -> c);
        alice.initiate("bob");
        peers.settle();
    }

    private void assertNobodyGotIn() {
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(alice.kernel().sas()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
    }

    private static void assertClosed(Host host, String cause) {
        assertThat(TwoPeers.told(host, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains(cause);
    }

    private List<String> sentExchanges(Host host) {
        return peers.network().sent().stream()
                .filter(d -> d.sender() == host)
                .map(d -> d.header().orElseThrow().exchange().toString())
                .toList();
    }
}
