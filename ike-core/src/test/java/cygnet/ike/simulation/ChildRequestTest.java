package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.Secret;
import cygnet.ike.ipsec.IpsecProtocol;
import cygnet.ike.ipsec.Spi;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.OpenOutcome;
import cygnet.ike.message.RawMessage;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.DeletePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.policy.SharedSecret;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests about Child SAs that no honest peer would make (RFC 7296 sections 1.3, 1.4.1, 2.25). */
class ChildRequestTest {
    private static final Duration MOMENT = Duration.ofMillis(100);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rule R19, CVE-2023-38710: protocol IKE or none, SPIs of any length. */
    @Test
    void aRekeyingOfANonsensicalSaIsRefusedSafely() {
        peers.established(c -> c);
        int id = 2;
        for (ProtocolId protocol : List.of(new ProtocolId(0), ProtocolId.IKE, new ProtocolId(2), new ProtocolId(200))) {
            for (int octets : List.of(0, 3, 4, 8)) {
                NotifyPayload rekey = new NotifyPayload(
                        protocol, Octets.owning(new byte[octets]), NotifyType.REKEY_SA, Octets.empty());
                ask(id, further(0x1234_5678, rekey));
                assertThat(answer()).startsWith("CREATE_CHILD_SA response " + id + " [ N(CHILD_SA_NOT_FOUND)");
                id++;
            }
        }
        assertThat(bob.children()).hasSize(1);
    }

    /** Rule R76: named as the peer named it. */
    @Test
    void aRekeyingOfAnUnknownSaIsChildSaNotFound() {
        peers.established(c -> c);
        ask(
                2,
                further(
                        0x1234_5678,
                        new NotifyPayload(ProtocolId.ESP, Octets.ofInt(99_999), NotifyType.REKEY_SA, Octets.empty())));

        assertThat(answer()).isEqualTo("CREATE_CHILD_SA response 2 [ N(CHILD_SA_NOT_FOUND) ]");
        assertThat(bob.children()).hasSize(1);
    }

    /** Rule R74. */
    @Test
    void anSpiBelow256IsNoSpi() {
        peers.established(c -> c);
        ask(2, further(0xff));

        assertThat(answer()).isEqualTo("CREATE_CHILD_SA response 2 [ N(INVALID_SYNTAX) ]");
        assertThat(bob.kernel().sas()).isEmpty();
    }

    @Test
    void onePeerCannotHaveAnyNumberOfChildSas() {
        peers.established(c -> c);
        for (int id = 2; id < 40; id++) {
            ask(id, further(0x1000_0000 + id));
        }

        assertThat(bob.children()).hasSize(16);
        assertThat(answer()).isEqualTo("CREATE_CHILD_SA response 39 [ N(NO_ADDITIONAL_SAS) ]");
    }

    /** CVE-2023-38711, CVE-2023-38712: what is deleted twice is deleted once. */
    @Test
    void theSameSpiTwiceInADeleteIsOneDelete() {
        peers.established(c -> c);
        Spi spi = alice.child().inboundSpi();
        forgery.inject(
                alice,
                bob,
                Forgery.informational(
                        alice,
                        2,
                        DeletePayload.of(IpsecProtocol.ESP, List.of(spi, spi)),
                        DeletePayload.of(IpsecProtocol.ESP, List.of(spi))));
        peers.run(MOMENT);

        assertThat(answer()).isEqualTo("INFORMATIONAL response 2 [ D ]");
        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ChildSaRemoved.class)).hasSize(1);
    }

    /** CVE-2024-2357. */
    @Test
    void aMissingCredentialAndARetransmissionAreOneFailure() {
        alice.share(new SharedSecret("hers", List.of(), Secret.copyOf(Octets.ofAscii("one"))));
        peers.configure(ConnectionDraft::sharedKey);
        peers.network().dropNext(2, Forgery.by(bob, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.settle();

        assertThat(forgery.sentBy(bob, ExchangeType.IKE_AUTH)).hasSize(3);
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(alice.ikeSas()).isEmpty();
    }

    /** Rule R66: RFC 6023 allows it only where it was announced, which we do not. */
    @Test
    void ikeAuthWithoutAChildSaIsInvalidWhereNobodyAnnouncedIt() {
        peers.configure(c -> c);
        peers.network().drop(Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
        // Whatever it is, it has bob compute his keys.
        forgery.inject(alice, bob, Forgery.sealed(alice, ExchangeType.INFORMATIONAL, false, 1));
        peers.run(MOMENT);
        Payload[] proof = opened(forgery.lastOf(alice).octets()).payloads().stream()
                .filter(p -> !(p instanceof SaPayload) && !(p instanceof TsPayload))
                .toArray(Payload[]::new);
        forgery.inject(alice, bob, Forgery.sealed(alice, ExchangeType.IKE_AUTH, false, 1, proof));
        peers.run(MOMENT);

        assertThat(answer()).isEqualTo("IKE_AUTH response 1 [ N(INVALID_SYNTAX) ]");
        assertThat(bob.ikeSas()).isEmpty();
    }

    private IkeMessage opened(Octets datagram) {
        try {
            RawMessage.Protected whole = (RawMessage.Protected) MessageCodec.parse(datagram);
            return ((OpenOutcome.Opened) bob.ikeSa().protection().open(whole)).message();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private Payload[] further(int spi, Payload... more) {
        List<Payload> payloads = new ArrayList<>(List.of(more));
        payloads.addAll(List.of(
                new SaPayload(List.of(Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN)
                        .withNumber(1)
                        .withSpi(Octets.ofInt(spi)))),
                new NoncePayload(Octets.owning(new byte[32])),
                new TsPayload(true, List.of(TrafficSelector.host(alice.address()))),
                new TsPayload(false, List.of(TrafficSelector.host(bob.address()))),
                NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE)));
        return payloads.toArray(Payload[]::new);
    }

    private void ask(int messageId, Payload... content) {
        forgery.inject(alice, bob, Forgery.sealed(alice, ExchangeType.CREATE_CHILD_SA, false, messageId, content));
        peers.run(MOMENT);
    }

    /** What bob said last. */
    private String answer() {
        return peers.ladder().get(peers.ladder().size() - 1).substring("bob > ".length());
    }
}
