package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.RemoteAuth;
import cygnet.ike.policy.StartAction;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that say who they are, and peers that don't (RFC 7619). */
class AnonymousPeersTest {
    private static final Duration GIVEN_WAY = Duration.ofSeconds(5);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void twoThatNeitherKnowNorTellAnythingEncryptAllTheSame() {
        peers.established(c -> c.anonymous().anybody());

        Packet there = alice.send(bob);
        Packet back = bob.send(alice);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(peers.ladder()).element(2).asString().endsWith("[ IDi AUTH SA TSi TSr N(USE_TRANSPORT_MODE) ]");
        assertThat(alice.dns().asked()).isEmpty();
        assertThat(bob.dns().asked()).isEmpty();
        assertAnonymous(alice);
        assertAnonymous(bob);
    }

    @Test
    void anAnonymousClientKnowsItsServer() {
        peers.configure(ConnectionDraft::anonymous, c -> c.fromAnywhere().anybody());
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
        assertAnonymous(bob);
        assertThat(bob.dns().asked()).isEmpty();
    }

    @Test
    void anAnonymousServerKnowsItsClient() {
        peers.configure(ConnectionDraft::anybody, ConnectionDraft::anonymous);
        alice.initiate("bob");
        peers.settle();

        assertAnonymous(alice);
        assertThat(bob.ikeSa().peerId()).contains(alice.id());
    }

    @Test
    void anAnonymousClientIsServedByOneWhoKnowsASharedSecret() {
        peers.shareSecret()
                .configure(c -> c.sharedKey().anonymous(), c -> c.sharedKey().anybody());
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.PINNED);
        assertAnonymous(bob);
    }

    @Test
    void bothKindsOfSaOfAnAnonymousPeerCanBeRekeyed() {
        peers.established(c -> c.anonymous().anybody());

        alice.rekeyIke("bob");
        peers.settle();
        bob.rekeyChild("alice");
        peers.settle();
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertAnonymous(bob);
    }

    /** R63 (RFC 7619 section 2): whoever wants to know the peer answers NULL authentication with AUTHENTICATION_FAILED. */
    @Test
    void r63AnAnonymousClientIsRefusedWhereItMustSayWhoItIs() {
        peers.configure(ConnectionDraft::anonymous, c -> c);
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder()).last().asString().endsWith("IKE_AUTH response 1 [ N(AUTHENTICATION_FAILED) ]");
        assertClosed(bob, "no connection for ID_NULL asking for bob.example.test with AUTH method NULL Authentication");
        assertThat(bob.children()).isEmpty();
    }

    /** R63, the other way round: the responder has its SAs already, and is told. */
    @Test
    void r63AnAnonymousServerIsToldThatItHadToSayWhoItIs() {
        peers.configure(
                c -> c.remote(new RemoteAuth.PinnedKeys(
                        Optional.empty(), List.of(bob.key().verificationKey()), false)),
                ConnectionDraft::anonymous);
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder()).contains("alice > INFORMATIONAL request 2 [ N(AUTHENTICATION_FAILED) D ]");
        assertClosed(alice, "the peer authenticates with NULL Authentication, which bob does not take");
        assertThat(bob.children()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
    }

    @Test
    void aClientThatSaysWhoItIsFindsNoConnectionThatIsForAnonymousOnesAlone() {
        peers.configure(c -> c, ConnectionDraft::anybody);
        alice.initiate("bob");
        peers.settle();

        assertClosed(bob, "no connection for alice.example.test");
    }

    /** R65 (RFC 7619 section 3.3). */
    @Test
    void r65AnAnonymousPeerCannotReplaceTheChildSaOfAnAuthenticatedOne() {
        bothWays(StartAction.NONE);
        alice.initiate("bob");
        peers.settle();

        alice.initiate("nobody");
        peers.settle();

        assertThat(bob.children())
                .singleElement()
                .isEqualTo(authenticated(bob).child(onlyInbound(bob)).orElseThrow());
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .singleElement()
                .asString()
                .contains("an anonymous peer cannot have the traffic of alice[1]");
        Packet packet = bob.send(alice);
        peers.settle();
        assertThat(alice.kernel().delivered()).containsExactly(packet);
    }

    /** R65 (RFC 7619 section 3): where authentication is possible, anonymous peers are kept out. */
    @Test
    void r65AnAnonymousPeerCannotHaveTheTrafficThatWaitsForAnAuthenticatedOne() {
        bothWays(StartAction.TRAP);
        alice.initiate("nobody");
        peers.settle();

        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .singleElement()
                .asString()
                .contains("an anonymous peer cannot have the traffic of the connection alice");
    }

    @Test
    void anAnonymousPeerGivesWayToAnAuthenticatedOne() {
        bothWays(StartAction.NONE);
        alice.initiate("nobody");
        peers.settle();
        assertThat(bob.children()).hasSize(1);

        alice.initiate("bob");
        peers.run(GIVEN_WAY);

        assertThat(bob.children()).hasSize(1);
        assertThat(authenticated(bob).children()).hasSize(1);
        assertThat(TwoPeers.told(bob, IkeEvent.ChildSaRemoved.class))
                .singleElement()
                .asString()
                .contains("its traffic belongs to alice[2]");
        Packet packet = bob.send(alice);
        peers.settle();
        assertThat(alice.kernel().delivered()).containsExactly(packet);
        assertThat(alice.children()).hasSize(1);
    }

    @Test
    void whoGetsThereFirstMakesNoDifferenceWhenBothComeAtOnce() {
        bothWays(StartAction.NONE);
        alice.initiate("nobody");
        alice.initiate("bob");
        peers.run(GIVEN_WAY);

        assertThat(bob.children()).hasSize(1);
        assertThat(authenticated(bob).children()).hasSize(1);
    }

    /** RFC 7619 section 2.5. */
    @Test
    void anAnonymousPeerCannotHaveTheTrafficOfAnotherAddress() {
        TrafficSelector his = TrafficSelector.host(bob.address());
        TrafficSelector stolen = TrafficSelector.network(IpNetwork.host(IpAddress.parse("192.0.2.53")));
        peers.configure(
                c -> c.anonymous().selectors(stolen, his),
                c -> c.fromAnywhere().anybody().selectors(his, stolen));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .singleElement()
                .asString()
                .contains("an anonymous peer may only have its own address 192.0.2.1");
    }

    /** alice may come under her name, or without one. */
    private void bothWays(StartAction atBob) {
        Connection authenticated = new ConnectionDraft(bob, alice).start(atBob).build();
        Connection anonymous = new ConnectionDraft(bob, alice)
                .named("anybody")
                .fromAnywhere()
                .anybody()
                .build();
        bob.configure(authenticated, anonymous);
        alice.configure(
                new ConnectionDraft(alice, bob).build(),
                new ConnectionDraft(alice, bob).named("nobody").anonymous().build());
        peers.settle();
    }

    private static IkeSa authenticated(Host host) {
        return host.ikeSas().stream()
                .filter(sa -> sa.assurance() != Assurance.ANONYMOUS)
                .findFirst()
                .orElseThrow();
    }

    private static Spi onlyInbound(Host host) {
        return host.child().inboundSpi();
    }

    private static void assertAnonymous(Host host) {
        assertThat(host.ikeSa().assurance()).isEqualTo(Assurance.ANONYMOUS);
        assertThat(host.ikeSa().peerId()).contains(Identification.NULL);
    }

    private static void assertClosed(Host host, String cause) {
        assertThat(TwoPeers.told(host, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains(cause);
    }
}
