package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.engine.DropCause;
import cygnet.ike.engine.EngineConfig;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.RawMessage;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are too long for one datagram (RFC 7383). alice and bob fragment what is above 300 octets. */
class FragmentationTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int SMALL = 300;
    private static final int IPV4_UDP = 28;
    private static final int IPV6_UDP = 48;
    private static final int MARKER = 4;
    private static final int LEAST_IPV6_MTU = 1280;

    @RegisterExtension
    final TwoPeers peers = new TwoPeers(1, EngineSettings.datagrams(SMALL));

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** Rules R97 and R99: IKE_SA_INIT is never fragmented, everything else fits, headers of IP and UDP included. */
    @Test
    void whatIsTooLongGoesInFragmentsThatFit() {
        peers.established(c -> c);

        for (Datagram datagram : peers.network().sent()) {
            if (datagram.header().orElseThrow().exchange().equals(ExchangeType.IKE_SA_INIT)) {
                assertThat(raw(datagram.octets())).isInstanceOf(RawMessage.Clear.class);
            } else {
                assertThat(datagram.octets().length() + IPV4_UDP).isLessThanOrEqualTo(SMALL);
            }
        }
        assertThat(forgery.sentBy(alice, ExchangeType.IKE_AUTH))
                .hasSize(2)
                .allMatch(d -> raw(d.octets()) instanceof RawMessage.Fragment);
    }

    /** Rule R99. */
    @Test
    void longSignaturesPassTheLeastMtuOfIpv6InBothFamilies() {
        SigningKey hers = SigningKey.generate(KeyType.RSA, 4096, alice.random());
        SigningKey his = SigningKey.generate(KeyType.RSA, 4096, bob.random());
        for (String prefix : List.of("192.0.2.", "2001:db8::")) {
            for (int most : List.of(EngineConfig.DEFAULT.datagramSize(), 576)) {
                TwoPeers pair = new TwoPeers(1, EngineSettings.datagrams(most), prefix + "1", prefix + "2");
                int overhead = (prefix.contains(":") ? IPV6_UDP : IPV4_UDP) + MARKER;
                pair.network().drop(d -> d.octets().length() + overhead > LEAST_IPV6_MTU);
                pair.configure(
                        c -> c.encapsulation().signingWith(hers).pinned(his.verificationKey()),
                        c -> c.encapsulation().signingWith(his).pinned(hers.verificationKey()));
                pair.alice().initiate("bob");
                pair.settle();

                assertThat(pair.alice().children()).hasSize(1);
                pair.network().sent().stream()
                        .filter(d -> d.source().port() == 4500)
                        .forEach(d -> assertThat(d.octets().length() + overhead).isLessThanOrEqualTo(most));
                pair.simulation().finish();
            }
        }
    }

    @Test
    void aFragmentThatIsLostIsRepeatedWithAllTheOthers() {
        peers.configure(c -> c);
        peers.network().dropNext(1, Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.settle();

        List<Datagram> sent = forgery.sentBy(alice, ExchangeType.IKE_AUTH);
        assertThat(sent).hasSize(4);
        assertThat(sent.get(2).octets()).isEqualTo(sent.get(0).octets());
        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void anyNumberOfSeedsOfLossAndReorderingLeadsThrough() {
        for (long seed = 1; seed <= 50; seed++) {
            TwoPeers pair = new TwoPeers(seed, EngineSettings.datagrams(250));
            try {
                pair.configure(c -> c);
                pair.network().weather(new Weather(Duration.ofMillis(1), Duration.ofMillis(400), 0.15, 0.2, 0));
                pair.alice().initiate("bob");
                pair.settle();
                assertThat(pair.alice().children()).hasSize(1);
                pair.simulation().finish();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n"
                                + pair.simulation().story(),
                        e);
            }
        }
    }

    /** Rule R97: only if both have said that they can. */
    @Test
    void aPeerThatCannotFragmentGetsWholeMessages() {
        peers.configure(c -> c, ConnectionDraft::noFragmentation);
        alice.initiate("bob");
        peers.settle();

        assertThat(peers.network().sent())
                .noneMatch(d -> raw(d.octets()) instanceof RawMessage.Fragment)
                .hasSize(4);
        assertThat(alice.children()).hasSize(1);
    }

    /** Rule R98, RFC 7383 section 2.6.1: only the first fragment asks for the response again, and it may be cut otherwise. */
    @Test
    void aRepeatedRequestThatIsCutOtherwiseIsAnsweredAgainOnItsFirstFragment() {
        peers.established(c -> c);
        List<Octets> request = request(2, 260);
        request.forEach(d -> forgery.inject(alice, bob, d));
        peers.run(MOMENT);
        Octets response = forgery.lastOf(bob).octets();
        int before = forgery.sentBy(bob).size();
        List<Octets> again = request(2, 200);

        again.stream().skip(1).forEach(d -> forgery.inject(alice, bob, d));
        request.stream().skip(1).forEach(d -> forgery.inject(alice, bob, d));
        forgery.inject(alice, bob, Forgery.with(again.get(0), again.get(0).length() - 1, 0));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before);

        forgery.inject(alice, bob, again.get(0));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before + 1);
        assertThat(forgery.lastOf(bob).octets()).isEqualTo(response);

        forgery.inject(alice, bob, request(2, 0).get(0));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before + 2);
    }

    /** Rule R98: bounded time. */
    @Test
    void theBeginningOfAMessageIsForgottenWhenTheRestDoesNotCome() {
        // Keys of DNS would have a time limit of their own.
        peers.established(c -> c.pinned(c.here().peer().key().verificationKey()));
        int before = forgery.sentBy(bob).size();
        List<Octets> request = request(2, 260);
        forgery.inject(alice, bob, request.get(0));
        peers.run(MOMENT);
        assertThat(bob.engine().deadline()).isPresent();
        peers.run(Duration.ofSeconds(31));
        assertThat(bob.engine().deadline()).isEmpty();
        request.stream().skip(1).forEach(d -> forgery.inject(alice, bob, d));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before);

        forgery.inject(alice, bob, request.get(0));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before + 1);
    }

    /** Rules R98 and R99: a sender that finds the MTU smaller cuts smaller, which begins a new set. */
    @Test
    void smallerFragmentsDisplaceLargerOnesAndNotTheOtherWayRound() {
        peers.established(c -> c);
        List<Octets> large = request(2, 260);
        List<Octets> small = request(2, 150);
        int before = forgery.sentBy(bob).size();
        forgery.inject(alice, bob, large.get(0));
        small.stream().skip(1).forEach(d -> forgery.inject(alice, bob, d));
        large.stream().skip(1).forEach(d -> forgery.inject(alice, bob, d));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before);

        forgery.inject(alice, bob, small.get(0));
        peers.run(MOMENT);
        assertThat(forgery.sentBy(bob)).hasSize(before + 1);
    }

    /** Rule R98: one that is not authentic neither displaces anything nor counts. */
    @Test
    void forgedFragmentsDoNotDisturb() {
        peers.established(c -> c);
        List<Octets> request = request(2, 260);
        int before = forgery.sentBy(bob).size();
        for (Octets fragment : request) {
            for (int at = 32; at < 36; at++) {
                forgery.inject(alice, bob, Forgery.with(fragment, at, fragment.at(at) + 1));
            }
            forgery.inject(alice, bob, Forgery.with(fragment, fragment.length() - 1, 0x55));
            forgery.inject(alice, bob, fragment);
            forgery.inject(alice, bob, fragment);
        }
        peers.run(MOMENT);

        assertThat(forgery.sentBy(bob)).hasSize(before + 1);
    }

    /** Rule R98: before a peer has said who it is, it may say less. */
    @Test
    void aPeerMaySayLessBeforeItHasAuthenticated() {
        peers.configure(c -> c);
        peers.network().drop(Forgery.by(alice, ExchangeType.IKE_AUTH));
        alice.initiate("bob");
        peers.run(MOMENT);
        int before = forgery.sentBy(bob).size();
        Payload[] much = {content(1200), content(1200), content(1200)};
        List<Octets> request = Forgery.fragments(alice, ExchangeType.IKE_AUTH, false, 1, 160, much);
        assertThat(request).hasSizeBetween(33, 64);
        request.forEach(d -> bob.onDatagram(Forgery.ike(bob), Forgery.ike(alice), d));
        peers.run(MOMENT);

        assertThat(forgery.sentBy(bob)).hasSize(before);
        assertThat(bob.engine().drops()).containsKey(DropCause.NOT_AUTHENTIC);
        peers.network().dropNothing();
        peers.settle();
        assertThat(alice.children()).hasSize(1);
        List<Octets> allowed = Forgery.fragments(alice, ExchangeType.INFORMATIONAL, false, 2, 160, much);
        allowed.forEach(d -> forgery.inject(alice, bob, d));
        peers.run(MOMENT);
        assertThat(peers.ladder()).last().isEqualTo("bob > INFORMATIONAL response 2 [ ]");
    }

    /** CVE-2016-10396, CVE-2016-1287, CVE-2016-1344, CVE-2026-33824: any order, gaps, repetitions, restarts. */
    @Test
    void noMixtureOfFragmentsDoesHarm() {
        peers.established(c -> c);
        SplittableRandom random = new SplittableRandom(7);
        // Each makes another number of fragments, as RFC 7383 section 2.5.2 demands of a sender that cuts anew.
        List<Integer> sizes = List.of(110, 130, 160, 260);
        for (int i = 0; i < 3000; i++) {
            List<Octets> set = request(2 + random.nextInt(2), sizes.get(random.nextInt(sizes.size())));
            forgery.inject(alice, bob, set.get(random.nextInt(set.size())));
            if (i % 100 == 0) {
                peers.run(Duration.ofSeconds(random.nextInt(40)));
            }
        }
        peers.run(MOMENT);

        assertThat(bob.ikeSas()).hasSize(1);
        assertThat(bob.children()).hasSize(1);
    }

    private List<Octets> request(int messageId, int most) {
        return Forgery.fragments(alice, ExchangeType.INFORMATIONAL, false, messageId, most, content(300));
    }

    private static Payload content(int octets) {
        return NotifyPayload.of(new NotifyType(60_000), Octets.owning(new byte[octets]));
    }

    private static RawMessage raw(Octets datagram) {
        try {
            return MessageCodec.parse(datagram);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
