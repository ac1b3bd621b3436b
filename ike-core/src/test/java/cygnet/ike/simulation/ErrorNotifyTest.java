package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.ike.engine.DropCause;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.UnknownPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.PayloadType;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.Lifecycle;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What errors may do, and who may say them (RFC 7296 sections 1.5, 2.5, 2.21, 3.10.1). */
class ErrorNotifyTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final List<NotifyType> ERRORS = List.of(
            NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
            NotifyType.INVALID_IKE_SPI,
            NotifyType.INVALID_MAJOR_VERSION,
            NotifyType.INVALID_SYNTAX,
            new NotifyType(9),
            new NotifyType(11),
            NotifyType.NO_PROPOSAL_CHOSEN,
            NotifyType.INVALID_KE_PAYLOAD,
            NotifyType.AUTHENTICATION_FAILED,
            NotifyType.TS_UNACCEPTABLE,
            NotifyType.TEMPORARY_FAILURE,
            new NotifyType(8000));
    private static final List<ExchangeType> PROTECTED_EXCHANGES =
            List.of(ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA, ExchangeType.INFORMATIONAL);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rule R30: whatever a stranger says in clear, the SAs stay, and he gets no answer. */
    @Test
    void nothingUnprotectedEndsAnIkeSa() {
        peers.established(c -> c);
        int before = peers.network().sent().size();
        for (NotifyType error : ERRORS) {
            for (ExchangeType exchange : PROTECTED_EXCHANGES) {
                for (int id = 0; id < 4; id++) {
                    Payload notify = NotifyPayload.of(error);
                    for (boolean response : new boolean[] {false, true}) {
                        forgery.inject(alice, bob, Forgery.unprotected(alice, exchange, response, id, notify));
                        forgery.inject(bob, alice, Forgery.unprotected(bob, exchange, response, id, notify));
                    }
                }
            }
            forgery.inject(
                    bob, alice, Forgery.unprotected(bob, ExchangeType.IKE_SA_INIT, true, 0, NotifyPayload.of(error)));
        }
        peers.settle();

        assertThat(peers.network().sent()).hasSize(before);
        Packet packet = alice.send(bob);
        peers.settle();
        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(bob.engine().drops()).containsKey(DropCause.UNPROTECTED);
    }

    /** Rule R30: nor does it stop what is being repeated. */
    @Test
    void anUnprotectedErrorIsNoAnswerToAProtectedRequest() {
        peers.configure(c -> c);
        peers.network().dropNext(1, Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
        for (NotifyType error : ERRORS) {
            forgery.inject(
                    bob,
                    alice,
                    Forgery.with(
                            Forgery.unprotected(alice, ExchangeType.IKE_AUTH, true, 1, NotifyPayload.of(error)),
                            19,
                            0x20));
        }
        peers.settle();

        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R43: after an error in clear a genuine response is still waited for. */
    @Test
    void anErrorInAnswerToTheFirstRequestDoesNotKeepTheGenuineResponseOut() {
        peers.configure(c -> c);
        peers.network().dropNext(1, d -> d.sender() == alice);
        alice.initiate("bob");
        peers.run(Duration.ofMillis(10));
        Octets request = forgery.sentBy(alice).get(0).octets();
        for (NotifyType error : ERRORS) {
            forgery.inject(bob, alice, Forgery.initResponse(request, IkeSpi.ZERO, NotifyPayload.of(error)));
            forgery.inject(bob, alice, Forgery.initResponse(request, new IkeSpi(5), NotifyPayload.of(error)));
        }
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(alice.engine().drops()).containsKey(DropCause.DOUBTFUL_RESPONSE);
    }

    /** Rules R17 and R88: INVALID_SYNTAX is said under protection, and is the end. */
    @Test
    void aMalformedRequestOfAnAuthenticPeerIsAnsweredAndEndsTheIkeSa() {
        peers.established(c -> c);
        inform(new UnknownPayload(PayloadType.NOTIFY, false, Octets.of((byte) 3, (byte) 200)));

        assertThat(answer()).isEqualTo("INFORMATIONAL response 2 [ N(INVALID_SYNTAX) ]");
        assertThat(bob.ikeSas()).isEmpty();
        assertThat(bob.kernel().sas()).isEmpty();
    }

    /** Rules R14 and R17: first the integrity check, then the content. */
    @Test
    void aMalformedRequestThatIsNotAuthenticIsDropped() {
        peers.established(c -> c);
        for (ExchangeType exchange : PROTECTED_EXCHANGES) {
            Octets sealed = Forgery.sealed(
                    alice, exchange, false, 2, new UnknownPayload(PayloadType.NOTIFY, false, Octets.of((byte) 3)));
            forgery.inject(alice, bob, Forgery.with(sealed, sealed.length() - 1, sealed.at(sealed.length() - 1) ^ 1));
        }
        peers.settle();

        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(bob.engine().drops()).containsEntry(DropCause.NOT_AUTHENTIC, 3L);
    }

    /** Rule R14, and CVE-2019-10155: no exchange is exempt, and a half-open IKE SA survives it too. */
    @Test
    void noBitOfAProtectedMessageMayTurn() {
        peers.configure(c -> c);
        peers.network().dropNext(1, Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
        Octets auth = forgery.lastOf(alice).octets();
        for (int i = 0; i < auth.length(); i++) {
            forgery.inject(alice, bob, Forgery.with(auth, i, auth.at(i) ^ (1 << (i % 8))));
        }
        peers.settle();

        assertThat(alice.children()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    /** Rule R10: the notify holds one octet, the type; the IKE SA stays. */
    @Test
    void anUnknownCriticalPayloadHasTheRequestRefused() {
        peers.established(c -> c);
        inform(unknown(200, true), delete());

        assertThat(answer()).isEqualTo("INFORMATIONAL response 2 [ N(UNSUPPORTED_CRITICAL_PAYLOAD) ]");
        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    /** Rule R10: in IKE_AUTH it is the end. */
    @Test
    void anUnknownCriticalPayloadInIkeAuthEndsTheIkeSa() {
        halfOpen();
        forgery.inject(alice, bob, Forgery.sealed(alice, ExchangeType.IKE_AUTH, false, 1, unknown(200, true)));
        peers.run(MOMENT);

        assertThat(answer()).isEqualTo("IKE_AUTH response 1 [ N(UNSUPPORTED_CRITICAL_PAYLOAD) ]");
        assertThat(bob.ikeSas()).isEmpty();
        alice.terminate("bob");
    }

    @Test
    void anUnknownCriticalPayloadInTheFirstRequestIsRefusedWithoutState() {
        IkeMessage request = overheard();
        forgery.inject(Forgery.STRANGER, bob, Forgery.init(request, 1, unknown(200, true)));
        peers.run(MOMENT);

        NotifyPayload notify = Forgery.clear(forgery.lastOf(bob).octets())
                .notify(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD)
                .orElseThrow();
        assertThat(notify.content()).isEqualTo(Octets.of((byte) 200));
        assertThat(bob.ikeSas()).isEmpty();
    }

    @Test
    void anUnknownCriticalPayloadInAResponseEndsTheIkeSaPolitely() {
        peers.established(c -> c);
        peers.network().dropNext(1, Forgery.by(alice, ExchangeType.CREATE_CHILD_SA));
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        forgery.inject(bob, alice, Forgery.sealed(bob, ExchangeType.CREATE_CHILD_SA, true, 2, unknown(200, true)));
        peers.run(MOMENT);

        assertThat(peers.ladder()).last().isEqualTo("alice > INFORMATIONAL request 3 [ D ]");
        assertThat(alice.ikeSa().lifecycle()).isEqualTo(Lifecycle.DELETING);
    }

    /** Rules R09 and R12: skipped in clear and under protection, wherever it stands. */
    @Test
    void unknownPayloadsThatAreNotCriticalAreSkipped() {
        IkeMessage request = overheard();
        for (int type : List.of(1, 13, 32, 49, 255)) {
            forgery.inject(Forgery.STRANGER, bob, Forgery.init(request, type, unknown(type, false)));
        }
        peers.run(MOMENT);
        assertThat(bob.engine().halfOpen()).isEqualTo(5);

        peers.established(c -> c);
        for (int type : List.of(1, 13, 32, 49, 255)) {
            long before = forgery.sentBy(bob, ExchangeType.INFORMATIONAL).size();
            forgery.inject(alice, bob, Forgery.informational(alice, 2 + (int) before, unknown(type, false)));
            peers.run(MOMENT);
            assertThat(answer()).isEqualTo("INFORMATIONAL response " + (2 + before) + " [ ]");
        }
    }

    /** Rule R11: and the reserved bits beside it, rule R04. */
    @Test
    void theCriticalBitOfAKnownPayloadAndReservedBitsAreIgnored() {
        IkeMessage request = overheard();
        Octets octets = Forgery.init(request, 1);
        forgery.inject(Forgery.STRANGER, bob, Forgery.with(octets, IkeHeader.LENGTH + 1, 0xff));
        forgery.inject(Forgery.STRANGER, bob, Forgery.with(Forgery.init(request, 2), 19, 0xdf));
        peers.run(MOMENT);

        assertThat(bob.engine().halfOpen()).isEqualTo(2);
    }

    /** Rule R03: dropped, with a hint that only states what we speak, and not often. */
    @Test
    void aLaterMajorVersionIsRefusedAndALaterMinorVersionIsNot() {
        IkeMessage request = overheard();
        for (int i = 0; i < 50; i++) {
            forgery.inject(Forgery.STRANGER, bob, Forgery.with(Forgery.init(request, 100 + i), 17, 0x30));
        }
        peers.run(MOMENT);
        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isBetween(1L, 10L);
        IkeMessage hint = Forgery.clear(forgery.lastOf(bob).octets());
        assertThat(hint.notify(NotifyType.INVALID_MAJOR_VERSION)).isPresent();
        assertThat(hint.header().majorVersion()).isEqualTo(2);
        assertThat(hint.header().minorVersion()).isZero();
        assertThat(bob.ikeSas()).isEmpty();

        forgery.inject(Forgery.STRANGER, bob, Forgery.with(Forgery.init(request, 1), 17, 0x2f));
        peers.run(MOMENT);
        assertThat(bob.engine().halfOpen()).isEqualTo(1);
    }

    /** Rule R33: a copy of SPIs, exchange and message ID; rule R32: to requests only, and rarely. */
    @Test
    void anUnknownIkeSpiIsTold() {
        peers.established(c -> c);
        IkeHeader header = IkeHeader.of(new IkeSpi(11), new IkeSpi(22), ExchangeType.INFORMATIONAL, true, false, 7);
        Octets known = Forgery.informational(alice, 7);
        Octets asked = renamed(known, header);
        for (int i = 0; i < 50; i++) {
            forgery.inject(Forgery.STRANGER, bob, asked);
            forgery.inject(Forgery.STRANGER, bob, Forgery.with(asked, 19, 0x28));
        }
        peers.run(MOMENT);

        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isBetween(1L, 10L);
        IkeMessage hint = Forgery.clear(forgery.lastOf(bob).octets());
        assertThat(hint.header())
                .isEqualTo(IkeHeader.of(new IkeSpi(11), new IkeSpi(22), ExchangeType.INFORMATIONAL, false, true, 7));
        assertThat(hint.notify(NotifyType.INVALID_IKE_SPI)).isPresent();
        assertThat(bob.engine().drops()).containsEntry(DropCause.UNKNOWN_SPI, 100L);
    }

    /** Rule R32: two daemons that exchange errors end at once. */
    @Test
    void anErrorIsNeverAnsweredWithAnError() {
        peers.established(c -> c);
        Octets lost = renamed(
                Forgery.informational(alice, 7),
                IkeHeader.of(new IkeSpi(11), new IkeSpi(22), ExchangeType.INFORMATIONAL, true, false, 7));
        forgery.inject(alice, bob, lost);
        peers.run(MOMENT);
        int before = peers.network().sent().size();
        peers.run(Duration.ofMinutes(1));

        assertThat(peers.network().sent()).hasSize(before);
    }

    /** Rules R16 and R31: every request gets an answer. */
    @Test
    void unknownNotifiesInARequestAreIgnoredAndTheRequestAnswered() {
        peers.established(c -> c);
        inform(NotifyPayload.of(new NotifyType(60_000)), NotifyPayload.of(new NotifyType(8_000)));

        assertThat(answer()).isEqualTo("INFORMATIONAL response 2 [ ]");
        assertThat(bob.children()).hasSize(1);
    }

    /** Rules R16 and R88: an unknown error in a response fails the request, and nothing else. */
    @Test
    void anUnknownErrorInAResponseFailsTheRequestOnly() {
        peers.established(c -> c);
        peers.network().dropNext(1, Forgery.by(alice, ExchangeType.CREATE_CHILD_SA));
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        forgery.inject(
                bob,
                alice,
                Forgery.sealed(bob, ExchangeType.CREATE_CHILD_SA, true, 2, NotifyPayload.of(new NotifyType(8_000))));
        peers.run(MOMENT);

        assertThat(TwoPeers.told(alice, IkeEvent.ExchangeFailed.class)).isNotEmpty();
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R89, CVE-2014-2338, CVE-2019-12312: before IKE_AUTH there is nothing but IKE_AUTH (and IKE_INTERMEDIATE if negotiated). */
    @Test
    void beforeAuthenticationOnlyIkeAuthIsAnswered() {
        halfOpen();
        int before = forgery.sentBy(bob).size();
        for (ExchangeType exchange : List.of(
                ExchangeType.CREATE_CHILD_SA,
                ExchangeType.INFORMATIONAL,
                new ExchangeType(44),
                new ExchangeType(240))) {
            forgery.inject(alice, bob, Forgery.sealed(alice, exchange, false, 1));
            forgery.inject(alice, bob, Forgery.sealed(alice, exchange, false, 1, delete()));
            forgery.inject(alice, bob, Forgery.sealed(alice, exchange, false, 1, unknown(200, true)));
        }
        peers.run(MOMENT);

        assertThat(forgery.sentBy(bob)).hasSize(before);
        assertThat(bob.engine().halfOpen()).isEqualTo(1);
        peers.network().dropNothing();
        peers.settle();
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R01. */
    @Test
    void withoutInitiatorsSpiNothingIsAnswered() {
        IkeMessage request = overheard();
        forgery.inject(Forgery.STRANGER, bob, Forgery.init(request, 0));
        forgery.inject(Forgery.STRANGER, bob, Forgery.with(Forgery.init(request, 1), 15, 9));
        peers.run(MOMENT);

        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isZero();
        assertThat(bob.ikeSas()).isEmpty();
    }

    /** Rules R07 and R08, CVE-2013-4564: datagrams that end anywhere, and lengths that say otherwise. */
    @Test
    void cutDatagramsAndWrongLengthsAreDroppedWithoutTrace() {
        IkeMessage request = overheard();
        Octets octets = Forgery.init(request, 1);
        for (int length = 0; length < octets.length(); length++) {
            forgery.inject(Forgery.STRANGER, bob, octets.first(length));
        }
        for (int at : List.of(24, 25, 26, 27, 30, 31)) {
            for (int value : List.of(0, 1, 3, 0x7f, 0xff)) {
                if (octets.at(at) != value) {
                    forgery.inject(Forgery.STRANGER, bob, Forgery.with(octets, at, value));
                }
            }
        }
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).isEmpty();
        assertThat(forgery.sentTo(bob, Forgery.STRANGER)).isZero();
    }

    /** CVE-2015-3204, CVE-2015-3991: every exchange type, flag and version on a first message. */
    @Test
    void noHeaderIsTooOdd() {
        IkeMessage request = overheard();
        Octets octets = Forgery.init(request, 1);
        for (int value = 0; value < 256; value++) {
            for (int at : List.of(16, 17, 18, 19)) {
                forgery.inject(Forgery.STRANGER, bob, Forgery.with(octets, at, value));
            }
        }
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).hasSizeLessThanOrEqualTo(32);
    }

    /** CVE-2013-6466, CVE-2013-6467, CVE-2022-21889: each payload in turn is missing. */
    @Test
    void aFirstRequestThatLacksAPayloadIsNoRequest() {
        IkeMessage request = overheard();
        for (int i = 0; i < 3; i++) {
            int left = i;
            List<Payload> payloads = request.payloads().stream()
                    .filter(p -> p != request.payloads().get(left))
                    .toList();
            forgery.inject(Forgery.STRANGER, bob, Forgery.init(1, payloads));
        }
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).isEmpty();
        assertThat(bob.engine().drops()).containsEntry(DropCause.BAD_REQUEST, 3L);
    }

    /** CVE-2023-30570: the same SPIs again after a failure. */
    @Test
    void afterAFailureTheSameSpiMayComeAgain() {
        IkeMessage request = overheard();
        Octets octets = Forgery.init(request, 1);
        forgery.inject(Forgery.STRANGER, bob, octets);
        peers.run(Duration.ofMinutes(1));
        assertThat(bob.ikeSas()).isEmpty();
        forgery.inject(Forgery.STRANGER, bob, octets);
        peers.run(MOMENT);

        assertThat(bob.engine().halfOpen()).isEqualTo(1);
    }

    /** A Delete of the IKE SA, which must not take effect. */
    private static Payload delete() {
        return new UnknownPayload(PayloadType.DELETE, false, Octets.of((byte) 1, (byte) 0, (byte) 0, (byte) 0));
    }

    private static Payload unknown(int type, boolean critical) {
        return new UnknownPayload(new PayloadType(type), critical, Octets.of((byte) 1, (byte) 2));
    }

    private static Octets renamed(Octets datagram, IkeHeader header) {
        Octets spis = Octets.concat(
                header.initiatorSpi().octets(), header.responderSpi().octets());
        return Octets.concat(spis, datagram.from(16));
    }

    /** A request by alice that is not hers. */
    private void inform(Payload... content) {
        forgery.inject(alice, bob, Forgery.informational(alice, 2, content));
        peers.run(MOMENT);
    }

    /** What bob said last. */
    private String answer() {
        String rung = peers.ladder().get(peers.ladder().size() - 1);
        return rung.substring("bob > ".length());
    }

    /** alice has keys with bob, and no IKE_AUTH reaches him but ours. */
    private void halfOpen() {
        peers.configure(c -> c);
        peers.network().drop(Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
    }

    /** A request of alice's that bob never got; bob takes any address, and alice goes home. */
    private IkeMessage overheard() {
        peers.configure(c -> c, c -> c.fromAnywhere());
        peers.network().drop(d -> true);
        alice.initiate("bob");
        peers.run(MOMENT);
        IkeMessage request = Forgery.clear(forgery.sentBy(alice).get(0).octets());
        alice.terminate("bob");
        alice.forgetConnections();
        bob.forgetConnections();
        peers.configure(c -> c, c -> c.fromAnywhere());
        peers.network().dropNothing();
        return request;
    }
}
