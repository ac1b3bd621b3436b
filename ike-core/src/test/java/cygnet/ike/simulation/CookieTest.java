package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** COOKIE and INVALID_KE_PAYLOAD (RFC 7296 sections 2.6, 2.6.1), on both sides. bob asks everybody for a cookie. */
class CookieTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers(1, EngineSettings.cookiesFrom(0));

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rules R22, R38 and R55: the same request with the cookie in front, and it is what AUTH covers. */
    @Test
    void whoeverIsAskedForACookieRepeatsItsRequestWithTheCookieInFront() {
        peers.established(c -> c);

        List<IkeMessage> requests = initRequests(alice);
        assertThat(requests).hasSize(2);
        IkeMessage again = requests.get(1);
        assertThat(again.header()).isEqualTo(requests.get(0).header());
        assertThat(((NotifyPayload) again.payloads().get(0)).notifyType()).isEqualTo(NotifyType.COOKIE);
        assertThat(again.payloads().subList(1, again.payloads().size()))
                .isEqualTo(requests.get(0).payloads());
    }

    /** Rule R39, and R02: an error leaves the responder's SPI zero. */
    @Test
    void whoeverShowsNoCookieCostsNoStateAndNoKeyPair() {
        IkeMessage request = overheard();
        for (int spi = 1; spi <= 100; spi++) {
            forgery.inject(Forgery.STRANGER, bob, Forgery.init(request, spi));
        }
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).isEmpty();
        assertThat(bob.engine().halfOpen()).isZero();
        assertThat(bob.engine().deadline()).isEmpty();
        assertThat(bob.keyPairs()).isEmpty();
        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isEqualTo(100);
        assertThat(forgery.lastOf(bob).header().orElseThrow().responderSpi()).isEqualTo(IkeSpi.ZERO);
    }

    /** Rule R39: bound to nonce, address and SPI; a wrong one counts as none. */
    @Test
    void aCookieIsGoodOnlyForTheRequestAndTheAddressThatItWasMadeFor() {
        IkeMessage request = overheard();
        NotifyPayload cookie = cookieFor(request, 1);
        Payload nonce = new NoncePayload(Octets.owning(new byte[32]));
        Octets otherNonce = Forgery.init(
                1,
                request.payloads().stream()
                        .map(p -> p instanceof NoncePayload ? nonce : p)
                        .toList());

        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 2, cookie))).isFalse();
        assertThat(isLetIn(new Endpoint(IpAddress.parse("198.51.100.8"), 500), Forgery.init(request, 1, cookie)))
                .isFalse();
        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(Forgery.clear(otherNonce), 1, cookie)))
                .isFalse();
        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, notify(Octets.owning(new byte[17])))))
                .isFalse();
        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, notify(Octets.owning(new byte[64])))))
                .isFalse();
        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, cookie))).isTrue();
    }

    @Test
    void aCookieStaysGoodWhenANatChoosesAnotherPort() {
        IkeMessage request = overheard();
        NotifyPayload cookie = cookieFor(request, 1);

        assertThat(isLetIn(new Endpoint(Forgery.STRANGER.address(), 31_000), Forgery.init(request, 1, cookie)))
                .isTrue();
    }

    /** Rule R39: the secret before the current one is still good, the one before that is not. */
    @Test
    void aCookieOfThePreviousSecretIsStillGood() {
        IkeMessage request = overheard();
        NotifyPayload cookie = cookieFor(request, 1);
        peers.run(Duration.ofSeconds(61));
        renewSecret(request);

        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, cookie))).isTrue();
    }

    @Test
    void anOlderCookieIsNot() {
        IkeMessage request = overheard();
        NotifyPayload cookie = cookieFor(request, 1);
        peers.run(Duration.ofSeconds(61));
        renewSecret(request);
        peers.run(Duration.ofSeconds(61));
        renewSecret(request);

        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, cookie))).isFalse();
    }

    @Test
    void aCookieIsNotGoodForeverWhereNobodyAsksForOne() {
        IkeMessage request = overheard();
        NotifyPayload cookie = cookieFor(request, 1);
        peers.run(Duration.ofHours(1));

        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(request, 1, cookie))).isFalse();
    }

    /** RFC 7296 section 2.6; conformance of reflection: no answer to an address that may be forged is a larger one. */
    @Test
    void noRefusalIsLongerThanWhatItAnswers() {
        IkeMessage request = overheard();
        List<Octets> requests = List.of(
                Forgery.init(request, 1),
                Forgery.init(2, List.of(new NoncePayload(Octets.owning(new byte[16])))),
                Forgery.init(3, List.of()),
                Forgery.init(4, List.of(request.first(KePayload.class).orElseThrow())));
        for (Octets octets : requests) {
            int before = forgery.sentBy(bob).size();
            forgery.inject(Forgery.STRANGER, bob, octets);
            peers.run(MOMENT);
            forgery.sentBy(bob).stream()
                    .skip(before)
                    .forEach(d -> assertThat(d.octets().length()).isLessThanOrEqualTo(octets.length()));
        }
    }

    /** Rules R40, R41: the cookie stays when the group changes. */
    @Test
    void firstTheCookieThenTheGroup() {
        peers.configure(
                c -> c.ike(Algorithms.ike(TransformId.KE_ECP_256, TransformId.KE_CURVE25519)),
                c -> c.ike(Algorithms.ike(TransformId.KE_CURVE25519)));
        alice.initiate("bob");
        peers.settle();

        List<IkeMessage> requests = initRequests(alice);
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).notify(NotifyType.COOKIE))
                .isEqualTo(requests.get(1).notify(NotifyType.COOKIE))
                .isPresent();
        assertThat(requests.get(2).payloads().get(1))
                .isEqualTo(requests.get(0).payloads().get(0));
        assertThat(requests.get(2).first(NoncePayload.class))
                .isEqualTo(requests.get(0).first(NoncePayload.class));
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R40. */
    @Test
    void firstTheGroupThenTheCookie() {
        TwoPeers pair = new TwoPeers(1, EngineSettings.cookiesFrom(1));
        pair.configure(
                c -> c.ike(Algorithms.ike(TransformId.KE_ECP_256, TransformId.KE_CURVE25519)),
                c -> c.fromAnywhere().ike(Algorithms.ike(TransformId.KE_CURVE25519)));
        Forgery forged = new Forgery(pair);
        pair.alice().initiate("bob");
        pair.simulation().runUntil(() -> initRequests(pair, pair.alice()).size() == 2, Duration.ofSeconds(1));
        // Her second request is under way; this one is there before it.
        pair.bob()
                .onDatagram(
                        Forgery.ike(pair.bob()),
                        Forgery.STRANGER,
                        Forgery.init(initRequests(pair, pair.alice()).get(1), 9));
        pair.settle();

        assertThat(initRequests(pair, pair.alice()))
                .map(m -> m.notify(NotifyType.COOKIE).isPresent())
                .containsExactly(false, false, true);
        assertThat(pair.alice().children()).hasSize(1);
        assertThat(forged.sentTo(pair.bob(), Forgery.STRANGER)).isEqualTo(1);
        pair.simulation().finish();
    }

    /** Rule R02: some peers put their SPI into the error. */
    @Test
    void aCookieFromAPeerThatNamesItsSpiIsTakenAllTheSame() {
        Octets request = unanswered();
        forgery.inject(bob, alice, Forgery.initResponse(request, new IkeSpi(77), notify(Octets.ofAscii("biscuit"))));
        peers.run(MOMENT);

        assertThat(initRequests(alice)
                        .get(1)
                        .notify(NotifyType.COOKIE)
                        .orElseThrow()
                        .content())
                .isEqualTo(Octets.ofAscii("biscuit"));
        assertThat(initRequests(alice).get(1).header().responderSpi()).isEqualTo(IkeSpi.ZERO);
        giveUp();
    }

    /** Rule R38: 1 to 64 octets. */
    @Test
    void aCookieThatNoneCanBeIsIgnored() {
        Octets request = unanswered();
        forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, notify(Octets.empty())));
        forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, notify(Octets.owning(new byte[65]))));
        peers.run(MOMENT);

        assertThat(initRequests(alice)).hasSize(1);
        giveUp();
    }

    /** Rule R40: the number of rounds is bounded. */
    @Test
    void whoeverAsksForOneCookieAfterTheOtherDoesNotMakeUsSendForever() {
        Octets request = unanswered();
        for (int i = 1; i <= 50; i++) {
            forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, notify(Octets.ofInt(i))));
        }
        peers.run(MOMENT);

        assertThat(initRequests(alice)).hasSizeLessThanOrEqualTo(5);
        giveUp();
    }

    @Test
    void aRepeatedDemandForTheSameCookieIsAnsweredOnce() {
        Octets request = unanswered();
        for (int i = 0; i < 20; i++) {
            forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, notify(Octets.ofAscii("biscuit"))));
        }
        peers.run(MOMENT);

        assertThat(initRequests(alice)).hasSize(2);
        giveUp();
    }

    /** Rule R41: only a group that was offered and not just used, in two octets. */
    @Test
    void aDemandForAGroupThatWasNotOfferedIsIgnored() {
        Octets request = unanswered();
        for (Octets group : List.of(
                Octets.of((byte) 0, (byte) 31),
                Octets.of((byte) 0, (byte) 2),
                Octets.of((byte) 4, (byte) 1),
                Octets.of((byte) 31),
                Octets.empty())) {
            NotifyPayload invalidKe = NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, group);
            forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, invalidKe));
        }
        peers.run(MOMENT);

        assertThat(initRequests(alice)).hasSize(1);
        giveUp();
    }

    /** Rule R28: known by the whole message, so a lost response is sent again, and another nonce is another IKE SA. */
    @Test
    void aRepeatedRequestGetsTheSameResponseAndAnotherNonceAnother() {
        IkeMessage request = overheard();
        Octets good = Forgery.init(request, 1, cookieFor(request, 1));
        assertThat(isLetIn(Forgery.STRANGER, good)).isTrue();
        Octets response = forgery.lastOf(bob).octets();

        forgery.inject(Forgery.STRANGER, bob, good);
        peers.run(MOMENT);

        assertThat(bob.engine().halfOpen()).isEqualTo(1);
        assertThat(forgery.lastOf(bob).octets()).isEqualTo(response);

        IkeMessage other = withNonce(request, 5);
        assertThat(isLetIn(Forgery.STRANGER, Forgery.init(other, 1, cookieFor(other, 1))))
                .isTrue();
        assertThat(bob.engine().halfOpen()).isEqualTo(2);
    }

    /** A request of alice's that bob never got; bob takes any address, and alice goes home. */
    private IkeMessage overheard() {
        peers.configure(c -> c, c -> c.fromAnywhere());
        peers.network().drop(d -> true);
        alice.initiate("bob");
        peers.run(MOMENT);
        IkeMessage request = Forgery.clear(forgery.sentBy(alice).get(0).octets());
        alice.terminate("bob");
        peers.network().dropNothing();
        return request;
    }

    /** alice has asked, and nobody hears her; what she is told is up to the test. */
    private Octets unanswered() {
        peers.configure(c -> c);
        peers.network().drop(d -> true);
        alice.initiate("bob");
        peers.run(MOMENT);
        return forgery.sentBy(alice).get(0).octets();
    }

    private void giveUp() {
        alice.terminate("bob");
    }

    private static IkeMessage withNonce(IkeMessage request, int fill) {
        byte[] nonce = new byte[32];
        nonce[0] = (byte) fill;
        return new IkeMessage(
                request.header(),
                request.payloads().stream()
                        .map(p -> p instanceof NoncePayload ? new NoncePayload(Octets.owning(nonce)) : p)
                        .toList());
    }

    private NotifyPayload cookieFor(IkeMessage request, long spi) {
        forgery.inject(Forgery.STRANGER, bob, Forgery.init(request, spi));
        peers.run(MOMENT);
        return Forgery.clear(forgery.lastOf(bob).octets())
                .notify(NotifyType.COOKIE)
                .orElseThrow();
    }

    private void renewSecret(IkeMessage request) {
        cookieFor(request, 99);
    }

    private boolean isLetIn(Endpoint source, Octets request) {
        int before = bob.engine().halfOpen();
        forgery.inject(source, bob, request);
        peers.run(MOMENT);
        boolean in = bob.engine().halfOpen() > before;
        assertThat(TwoPeers.told(bob, IkeEvent.Refused.class)).last().asString().contains("a cookie is demanded");
        return in;
    }

    private static NotifyPayload notify(Octets cookie) {
        return NotifyPayload.of(NotifyType.COOKIE, cookie);
    }

    private List<IkeMessage> initRequests(Host host) {
        return initRequests(peers, host);
    }

    private static List<IkeMessage> initRequests(TwoPeers pair, Host host) {
        return pair.network().sent().stream()
                .filter(d -> d.sender() == host)
                .filter(d -> d.header().orElseThrow().exchange().equals(ExchangeType.IKE_SA_INIT))
                .filter(d -> !d.header().orElseThrow().response())
                .map(Datagram::octets)
                .distinct()
                .map(Forgery::clear)
                .toList();
    }
}
