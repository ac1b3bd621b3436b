package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.sa.IkeEvent;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each side says what it takes as proof (RFC 9593). */
class AnnouncedMethodsTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void bothSidesSayWhatTheyTake() {
        negotiate(c -> c, c -> c);

        assertThat(peers.ladder().get(0)).doesNotContain("SUPPORTED_AUTH_METHODS");
        assertThat(peers.ladder().get(1)).contains("bob > IKE_SA_INIT response").contains("N(SUPPORTED_AUTH_METHODS)");
        assertThat(peers.ladder().get(2)).contains("IKE_AUTH request 1").contains("N(SUPPORTED_AUTH_METHODS)");
        assertThat(peers.ladder().get(3)).contains("IKE_AUTH response 1").doesNotContain("SUPPORTED_AUTH_METHODS");
        assertThat(bob.children()).hasSize(1);
    }

    /** A response larger than its request would serve those who forge requests in the name of others. */
    @Test
    void theResponseDoesNotGrowBeyondItsRequest() {
        peers.established(c -> c);

        assertThat(peers.ladder().get(1)).doesNotContain("SUPPORTED_AUTH_METHODS");
        assertThat(lengthOfFirst(bob)).isLessThanOrEqualTo(lengthOfFirst(alice));
    }

    private int lengthOfFirst(Host host) {
        return peers.network().sent().stream()
                .filter(datagram -> datagram.sender() == host)
                .findFirst()
                .orElseThrow()
                .octets()
                .length();
    }

    @Test
    void anAnonymousClientDoesNotTryWhereItMustSayWhoItIs() {
        negotiate(ConnectionDraft::anonymous, c -> c);

        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("IKE_AUTH"));
        assertGaveUp("the peer does not take our NULL Authentication: it takes [RSA_PKCS1_SHA2_256, ");
    }

    @Test
    void aSharedKeyIsNotTriedWhereASignatureIsWanted() {
        peers.shareSecret();
        negotiate(ConnectionDraft::sharedKey, c -> c);

        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("IKE_AUTH"));
        assertGaveUp("the peer does not take our Shared Key Message Integrity Code");
    }

    @Test
    void aKeyOfTheWrongKindIsNotTried() {
        SigningKey rsa = SigningKey.generate(KeyType.RSA, 2048, alice.random());
        negotiate(c -> c.signingWith(rsa), c -> c.pinned(alice.key().verificationKey()));

        assertThat(peers.ladder()).noneMatch(rung -> rung.contains("IKE_AUTH"));
        assertGaveUp("the peer does not take our RSA key: it takes [ED25519]");
    }

    @Test
    void aResponderHonoursWhatTheInitiatorTakes() {
        SigningKey rsa = SigningKey.generate(KeyType.RSA, 2048, bob.random());
        negotiate(c -> c.pinned(bob.key().verificationKey()), c -> c.signingWith(rsa));

        assertThat(peers.ladder()).last().asString().endsWith("[ N(AUTHENTICATION_FAILED) ]");
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("the peer does not take our RSA key: it takes [ED25519]");
    }

    private void negotiate(UnaryOperator<ConnectionDraft> atAlice, UnaryOperator<ConnectionDraft> atBob) {
        peers.configure(c -> atAlice.apply(c.ike(Algorithms.many())), c -> atBob.apply(c));
        alice.initiate("bob");
        peers.settle();
    }

    private void assertGaveUp(String cause) {
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains(cause);
    }
}
