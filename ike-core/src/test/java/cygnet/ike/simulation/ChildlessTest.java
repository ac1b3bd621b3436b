package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.RawMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.Childless;
import cygnet.ike.policy.StartAction;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** IKE SAs that begin without a Child SA (RFC 6023). */
class ChildlessTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @Test
    void anIkeSaCanComeAlone() {
        configure(Childless.ALLOW, Childless.ALLOW);
        alice.initiateIkeSa("bob");
        peers.settle();

        assertThat(auth())
                .containsExactly(
                        "alice > IKE_AUTH request 1 [ IDi N(INITIAL_CONTACT) IDr AUTH ]",
                        "bob > IKE_AUTH response 1 [ IDr AUTH N(INITIAL_CONTACT) ]");
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(bob.ikeSa().peerId()).contains(alice.id());
        assertThat(bob.children()).isEmpty();
    }

    @Test
    void aChildSaCanFollow() {
        configure(Childless.ALLOW, Childless.ALLOW);
        alice.initiateIkeSa("bob");
        peers.settle();
        alice.initiate("bob");
        peers.settle();

        assertProtected();
        assertThat(alice.ikeSas()).hasSize(1);
    }

    @Test
    void whoPrefersItBeginsTheChildSaInAnExchangeOfItsOwn() {
        peers.configure(
                c -> c.ike(Algorithms.many()).childless(Childless.PREFER).start(StartAction.TRAP),
                c -> c.childless(Childless.ALLOW));
        peers.settle();
        Packet first = alice.send(bob);
        peers.settle();

        assertThat(auth()).first().asString().endsWith("[ IDi N(INITIAL_CONTACT) IDr AUTH ]");
        assertThat(peers.ladder()).anyMatch(rung -> rung.startsWith("alice > CREATE_CHILD_SA request 2 "));
        assertThat(bob.kernel().delivered()).containsExactly(first);
    }

    @Test
    void whoPrefersItCanDoWithoutIt() {
        configure(Childless.PREFER, Childless.NEVER);
        alice.initiate("bob");
        peers.settle();

        assertThat(auth()).first().asString().contains(" SA TSi TSr ");
        assertProtected();
    }

    @Test
    void whoInsistsOnItGivesUpWithAPeerThatDoesNotAnnounceIt() {
        configure(Childless.FORCE, Childless.NEVER);
        alice.initiate("bob");
        peers.settle();

        assertThat(auth()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("an IKE SA without a Child SA (RFC 6023) is not possible: the peer does not announce it");
    }

    @Test
    void aResponderThatInsistsOnItGivesNoChildSaAtOnce() {
        configure(Childless.ALLOW, Childless.FORCE);
        alice.initiate("bob");
        peers.settle();

        assertThat(auth()).last().asString().endsWith("[ IDr AUTH N(INITIAL_CONTACT) N(NO_PROPOSAL_CHOSEN) ]");
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .singleElement()
                .asString()
                .contains("childless = force");
    }

    /** R66 (RFC 6023 section 3): it is announced by the responder, and by nobody else. */
    @Test
    void r66OnlyAResponderThatTakesItAnnouncesIt() {
        configure(Childless.ALLOW, Childless.ALLOW);
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.ladder().get(0)).doesNotContain("CHILDLESS");
        assertThat(peers.ladder().get(1))
                .contains("bob > IKE_SA_INIT response 0")
                .contains("N(CHILDLESS_IKEV2_SUPPORTED)");
    }

    /** R66: where one of the connections that it may be does not take it, nothing is promised. */
    @Test
    void r66NothingIsAnnouncedWhereTheConnectionThatItWillBeMayNotTakeIt() {
        bob.configure(
                new ConnectionDraft(bob, alice).childless(Childless.ALLOW).build(),
                new ConnectionDraft(bob, alice)
                        .named("other")
                        .fromAnywhere()
                        .anybody()
                        .build());
        alice.configure(new ConnectionDraft(alice, bob)
                .ike(Algorithms.many())
                .childless(Childless.ALLOW)
                .build());
        alice.initiateIkeSa("bob");
        peers.settle();

        assertThat(peers.ladder().get(1)).doesNotContain("CHILDLESS");
        assertThat(auth()).isEmpty();
        assertThat(alice.ikeSas()).isEmpty();
    }

    /** R66: who does not take it answers INVALID_SYNTAX. The initiator's AUTH does not cover the response to IKE_SA_INIT. */
    @Test
    void r66ALiarOnTheWayBringsAboutInvalidSyntax() {
        configure(Childless.ALLOW, Childless.NEVER);
        peers.network().drop(this::promiseChildless);
        alice.initiateIkeSa("bob");
        peers.settle();

        assertThat(auth())
                .containsExactly(
                        "alice > IKE_AUTH request 1 [ IDi N(INITIAL_CONTACT) IDr AUTH ]",
                        "bob > IKE_AUTH response 1 [ N(INVALID_SYNTAX) ]");
        assertThat(bob.ikeSas()).isEmpty();
    }

    private boolean promiseChildless(SimulatedNetwork.Datagram datagram) {
        try {
            if (datagram.sender() == bob && MessageCodec.parse(datagram.octets()) instanceof RawMessage.Clear clear) {
                List<Payload> payloads = new ArrayList<>(clear.message().payloads());
                payloads.add(NotifyPayload.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED));
                IkeMessage lie = new IkeMessage(clear.message().header(), payloads);
                peers.network().inject(datagram.source(), datagram.destination(), MessageCodec.encode(lie));
                return true;
            }
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        return false;
    }

    private void configure(Childless atAlice, Childless atBob) {
        peers.configure(c -> c.ike(Algorithms.many()).childless(atAlice), c -> c.childless(atBob));
    }

    private List<String> auth() {
        return peers.ladder().stream()
                .filter(rung -> rung.contains("IKE_AUTH"))
                .map(rung -> rung.replace(" N(SUPPORTED_AUTH_METHODS)", ""))
                .toList();
    }

    private void assertProtected() {
        Packet packet = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }
}
