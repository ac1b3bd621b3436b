package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.ike.engine.Input;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.MessageCodec;
import cygnet.ike.message.OpenOutcome;
import cygnet.ike.message.RawMessage;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.TrafficSelector;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NoncePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.payload.SaPayload;
import cygnet.ike.payload.TsPayload;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.ChildSa;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.simulation.SimulatedNetwork.Datagram;
import cygnet.ike.wire.MalformedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What can go wrong with IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4): nothing may be left, least of all an SPI in the kernel.
 * Rule R54.
 */
class FollowUpFailureTest {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final Duration BEYOND_PATIENCE = Duration.ofSeconds(21);
    private static final TransformId X25519 = TransformId.KE_CURVE25519;
    private static final TransformId ML_KEM = TransformId.KE_ML_KEM_768;
    private static final Proposal IKE = Algorithms.hybrid(X25519, List.of(ML_KEM));
    private static final Proposal ESP =
            Algorithms.hybridEsp(X25519, List.of(ML_KEM), List.of(TransformId.KE_ML_KEM_512));
    private static final ExchangeType FOLLOW_UP = ExchangeType.IKE_FOLLOWUP_KE;
    private static final String UNKNOWN = "IKE_FOLLOWUP_KE response %d [ N(STATE_NOT_FOUND) ]";
    private static final String INVALID = "IKE_FOLLOWUP_KE response %d [ N(INVALID_SYNTAX) ]";

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final Forgery forgery = new Forgery(peers);

    /** An error that is not fatal. */
    @Test
    void whatFollowsNothingIsStateNotFoundAndTheIkeSaStands() {
        peers.established(c -> c.esp(ESP));
        int id = 2;
        for (Payload[] content : new Payload[][] {
            {}, {link(Octets.empty())}, {link(Octets.ofInt(1)), encapsulationKey()}, {encapsulationKey()}
        }) {
            followUp(id, content);
            assertThat(answer()).isEqualTo(UNKNOWN, id++);
        }
        assertThat(bob.children()).hasSize(1);
    }

    @Test
    void anotherLinkOrNoneIsStateNotFoundAndTheRightOneGoesOn() {
        peers.established(c -> c.esp(ESP));
        begin(2, 0x1000_0002);
        NotifyPayload first = link();
        followUp(3, encapsulationKey(), link(Octets.concat(first.content(), Octets.ofInt(0))));
        assertThat(answer()).isEqualTo(UNKNOWN, 3);
        followUp(4, encapsulationKey());
        assertThat(answer()).isEqualTo(UNKNOWN, 4);
        followUp(5, encapsulationKey(), first);
        assertThat(answer()).isEqualTo("IKE_FOLLOWUP_KE response 5 [ KE N(ADDITIONAL_KEY_EXCHANGE) ]");
        // The link of an exchange that is over.
        followUp(6, encapsulationKey(), first);
        assertThat(answer()).isEqualTo(UNKNOWN, 6);
        assertThat(bob.children()).hasSize(1);
        assertThat(bob.kernel().larval()).hasSize(1);
    }

    /** An encapsulation key of another length, one with coefficients out of range (FIPS 203 section 7.2), another method. */
    @Test
    void aBadValueIsInvalidSyntaxAndFreesTheSpi() {
        peers.established(c -> c.esp(ESP));
        Octets good = encapsulationKey().value();
        byte[] outOfRange = good.toByteArray();
        outOfRange[0] = (byte) 0xff;
        outOfRange[1] = (byte) 0xff;
        int id = 2;
        for (Payload[] bad : new Payload[][] {
            {},
            {new KePayload(ML_KEM, Octets.empty())},
            {new KePayload(ML_KEM, good.first(good.length() - 1))},
            {new KePayload(ML_KEM, Octets.owning(outOfRange))},
            {new KePayload(TransformId.KE_ML_KEM_512, good)},
            {new KePayload(X25519, Octets.owning(new byte[32]))}
        }) {
            begin(id, 0x1000_0000 + id);
            assertThat(bob.kernel().larval()).hasSize(1);
            Payload[] content = new Payload[bad.length + 1];
            content[0] = link();
            System.arraycopy(bad, 0, content, 1, bad.length);
            followUp(id + 1, content);
            assertThat(answer()).isEqualTo(INVALID, id + 1);
            assertThat(bob.kernel().larval()).isEmpty();
            id += 2;
        }
        assertThat(bob.children()).hasSize(1);
    }

    /** The responder has to let go of what is not followed up within a reasonable time. */
    @Test
    void anInitiatorThatDoesNotGoOnIsForgottenAfterAWhile() {
        peers.established(c -> c.ike(IKE).esp(ESP));
        peers.network().drop(Crossing.requests(alice, FOLLOW_UP));
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        assertThat(bob.kernel().larval()).hasSize(1);

        peers.run(BEYOND_PATIENCE);

        assertThat(bob.kernel().larval()).isEmpty();
        assertThat(bob.engine().underWay()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.ExchangeFailed.class))
                .anyMatch(told -> told.contains("no IKE_FOLLOWUP_KE has come in time"));
    }

    @Test
    void anInitiatorThatHasDiedLeavesNothing() {
        peers.established(c -> c.ike(IKE).esp(ESP));
        peers.network().drop(Crossing.requests(alice, FOLLOW_UP));
        alice.rekeyIke("bob");
        peers.run(MOMENT);
        alice.crash(true);
        peers.run(BEYOND_PATIENCE);

        assertThat(bob.engine().underWay()).isEmpty();
        alice.start();
    }

    @Test
    void onePeerCannotBeginAnyNumberOfThem() {
        peers.established(c -> c.esp(ESP));
        for (int id = 2; id < 6; id++) {
            begin(id, 0x1000_0000 + id);
            assertThat(answer()).contains("ADDITIONAL_KEY_EXCHANGE");
        }
        begin(6, 0x1000_0006);
        assertThat(answer()).isEqualTo("CREATE_CHILD_SA response 6 [ N(TEMPORARY_FAILURE) ]");
        assertThat(bob.kernel().larval()).hasSize(4);

        peers.run(BEYOND_PATIENCE);
        assertThat(bob.kernel().larval()).isEmpty();
        begin(7, 0x1000_0007);
        assertThat(answer()).contains("ADDITIONAL_KEY_EXCHANGE");
    }

    /** STATE_NOT_FOUND means that the whole series has failed, from CREATE_CHILD_SA on. It may be tried again. */
    @Test
    void anInitiatorThatIsForgottenBeginsAnew() {
        peers.established(c -> c.ike(IKE).esp(ESP));
        ChildSa old = alice.child();
        lateFollowUps(1);
        alice.rekeyChild("bob");
        peers.run(Duration.ofMinutes(2));

        assertThat(peers.ladder()).anyMatch(rung -> rung.startsWith("bob") && rung.contains("STATE_NOT_FOUND"));
        assertThat(alice.child().replaces()).contains(old.inboundSpi());
        assertThat(alice.ikeSas()).hasSize(1);

        lateFollowUps(1);
        alice.rekeyIke("bob");
        peers.run(Duration.ofMinutes(2));

        assertThat(alice.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        assertThatTrafficPasses();
    }

    @Test
    void aFurtherChildSaIsTriedAgainToo() {
        peers.established(c -> c.esp(ESP));
        bob.handle(new Input.TerminateChildSa(bob.child().uniqueId()));
        peers.settle();
        lateFollowUps(2);
        alice.initiate("bob");
        peers.run(Duration.ofMinutes(3));

        assertThat(alice.children()).hasSize(1);
        assertThatTrafficPasses();
    }

    /** STATE_NOT_FOUND again and again is fatal. */
    @Test
    void aPeerThatForgetsEveryTimeIsGivenUp() {
        peers.established(c -> c.ike(IKE).esp(ESP));
        lateFollowUps(Integer.MAX_VALUE);
        alice.rekeyChild("bob");
        peers.run(Duration.ofMinutes(6));

        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("the peer has forgotten 5 exchanges");
        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.ikeSas()).isEmpty();
    }

    @Test
    void aResponseWithoutALinkWhereOneIsDueIsTakenBack() {
        peers.established(c -> c.esp(ESP));
        answerFollowUpWith(new KePayload(
                ML_KEM,
                KeyExchangeMethod.ML_KEM_768
                        .generate(bob.random())
                        .publicValue()
                        .first(KeyExchangeMethod.ML_KEM_768.responseLength())));

        assertThat(TwoPeers.told(alice, IkeEvent.ExchangeFailed.class))
                .anyMatch(told -> told.contains("has no ADDITIONAL_KEY_EXCHANGE"));
        assertThat(peers.ladder()).anyMatch(rung -> rung.matches("alice > INFORMATIONAL request 4 \\[ D \\]"));
        assertThat(alice.kernel().larval()).isEmpty();
        assertThat(alice.children()).hasSize(1);
    }

    @Test
    void aResponseWithoutAValueIsTakenBack() {
        peers.established(c -> c.esp(ESP));
        answerFollowUpWith(link(Octets.ofInt(1)));

        assertThat(peers.ladder()).anyMatch(rung -> rung.matches("alice > INFORMATIONAL request 4 \\[ D \\]"));
        assertThat(alice.kernel().larval()).isEmpty();
        assertThat(alice.children()).hasSize(1);
    }

    /** RFC 6989 section 2.5, applied to a ciphertext of a length that there is not. */
    @Test
    void aBadCiphertextEndsTheIkeSaAndFreesTheSpi() {
        peers.established(c -> c.esp(ESP));
        answerFollowUpWith(new KePayload(ML_KEM, Octets.owning(new byte[1000])), link(Octets.ofInt(1)));

        assertThat(alice.engine().underWay()).anyMatch(what -> what.contains("deleting the IKE SA"));
        assertThat(alice.kernel().larval()).isEmpty();
    }

    @Test
    void aResponseToAnIkeRekeyingThatMakesNoSenseEndsTheIkeSa() {
        peers.established(c -> c.ike(IKE));
        peers.network().drop(Crossing.requests(alice, FOLLOW_UP));
        alice.rekeyIke("bob");
        peers.run(MOMENT);
        forgery.inject(bob, alice, Forgery.sealed(bob, FOLLOW_UP, true, 4));
        peers.run(MOMENT);

        assertThat(alice.engine().underWay()).anyMatch(what -> what.contains("deleting the IKE SA"));
    }

    /** The kernel takes the SPI, but not the SA: the peer is told, or deletes what it has. */
    @Test
    void aKernelThatRefusesInTheEndLeavesTheOldChildSaOnBothSides() {
        for (Host unlucky : List.of(alice, bob)) {
            TwoPeers.tell(1, pair -> {
                pair.established(c -> c.esp(ESP));
                Host victim = unlucky == alice ? pair.alice() : pair.bob();
                victim.kernel().fail(command -> command instanceof KernelCommand.AddSa);
                pair.alice().rekeyChild("bob");
                pair.run(Duration.ofSeconds(5));
                victim.kernel().fail(command -> false);

                assertThat(victim.kernel().larval()).isEmpty();
                assertThat(pair.alice().child().replaces()).isEmpty();
                assertThat(pair.bob().child().replaces()).isEmpty();
                pair.settle();
            });
        }
    }

    /** Loses the first requests with a key exchange until bob has forgotten what they are about. */
    private void lateFollowUps(int count) {
        Map<Integer, Duration> first = new HashMap<>();
        peers.network().drop(d -> {
            Optional<Integer> id = d.sender() == alice
                    ? d.header().filter(h -> h.exchange().equals(FOLLOW_UP)).map(h -> h.messageId())
                    : Optional.empty();
            return id.isPresent()
                    && (first.containsKey(id.get()) || first.size() < count)
                    && d.at().minus(first.computeIfAbsent(id.get(), i -> d.at()))
                                    .compareTo(BEYOND_PATIENCE)
                            < 0;
        });
    }

    /** alice rekeys a Child SA, and gets this for an answer to her first IKE_FOLLOWUP_KE. */
    private void answerFollowUpWith(Payload... content) {
        peers.network().drop(Crossing.requests(alice, FOLLOW_UP));
        alice.rekeyChild("bob");
        peers.run(MOMENT);
        forgery.inject(bob, alice, Forgery.sealed(bob, FOLLOW_UP, true, 3, content));
        peers.run(MOMENT);
    }

    /** What alice would say to have a further Child SA, in a voice of its own. */
    private void begin(int messageId, int spi) {
        Octets value = KeyExchangeMethod.CURVE25519.generate(alice.random()).publicValue();
        forgery.inject(
                alice,
                bob,
                Forgery.sealed(
                        alice,
                        ExchangeType.CREATE_CHILD_SA,
                        false,
                        messageId,
                        new SaPayload(List.of(ESP.withNumber(1).withSpi(Octets.ofInt(spi)))),
                        new NoncePayload(Octets.owning(new byte[32])),
                        new KePayload(X25519, value),
                        new TsPayload(true, List.of(TrafficSelector.host(alice.address()))),
                        new TsPayload(false, List.of(TrafficSelector.host(bob.address()))),
                        NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE)));
        peers.run(MOMENT);
    }

    private void followUp(int messageId, Payload... content) {
        forgery.inject(alice, bob, Forgery.sealed(alice, FOLLOW_UP, false, messageId, content));
        peers.run(MOMENT);
    }

    private KePayload encapsulationKey() {
        return new KePayload(
                ML_KEM, KeyExchangeMethod.ML_KEM_768.generate(alice.random()).publicValue());
    }

    private static NotifyPayload link(Octets content) {
        return NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, content);
    }

    /** The link in what bob said last. */
    private NotifyPayload link() {
        return opened(forgery.lastOf(bob))
                .notify(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                .orElseThrow();
    }

    private IkeMessage opened(Datagram datagram) {
        try {
            RawMessage.Protected whole = (RawMessage.Protected) MessageCodec.parse(datagram.octets());
            return ((OpenOutcome.Opened) alice.ikeSa().protection().open(whole)).message();
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** What bob said last. */
    private String answer() {
        return peers.ladder().get(peers.ladder().size() - 1).substring("bob > ".length());
    }

    private void assertThatTrafficPasses() {
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }
}
