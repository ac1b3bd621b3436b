package cygnet.ike.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.Octets;
import cygnet.crypto.RandomSource;
import cygnet.crypto.Secret;
import cygnet.crypto.kex.KeyExchangeMethod;
import cygnet.ike.address.Endpoint;
import cygnet.ike.address.IpAddress;
import cygnet.ike.ipsec.KernelCommand;
import cygnet.ike.ipsec.PolicySelector;
import cygnet.ike.message.ContentOctets;
import cygnet.ike.message.IkeHeader;
import cygnet.ike.message.IkeMessage;
import cygnet.ike.message.IkeSpi;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.payload.KePayload;
import cygnet.ike.payload.NotifyPayload;
import cygnet.ike.payload.Payload;
import cygnet.ike.policy.Connection;
import cygnet.ike.policy.PeerPolicy;
import cygnet.ike.registry.ExchangeType;
import cygnet.ike.registry.NotifyType;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import cygnet.ike.sa.Capabilities;
import cygnet.ike.sa.IkeAlgorithms;
import cygnet.ike.sa.IkeKeys;
import cygnet.ike.sa.IkeSa;
import cygnet.ike.sa.InitResult;
import cygnet.ike.sa.IntermediateAuth;
import cygnet.ike.sa.NatStatus;
import cygnet.ike.sa.Question;
import cygnet.ike.sa.SaChange;
import cygnet.ike.sa.SaEnvironment;
import cygnet.ike.sa.Step;
import cygnet.ike.simulation.Algorithms;
import cygnet.ike.simulation.SeededRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a peer that is not authenticated yet can make of IKE_INTERMEDIATE (rules R21 and R100). */
class IntermediateResponderTest {
    private static final IkeSpi INITIATOR = new IkeSpi(1);
    private static final IkeSpi RESPONDER = new IkeSpi(2);
    private static final Proposal CLASSIC = Algorithms.ike(TransformId.KE_CURVE25519);
    private static final Proposal HYBRID = Proposal.of(
            ProtocolId.IKE,
            Algorithms.GCM,
            Algorithms.PRF256,
            Transform.of(TransformId.KE_CURVE25519),
            Transform.of(TransformId.KE_ML_KEM_768.as(TransformType.additionalKe(1))));

    private final SeededRandom random = new SeededRandom(1);
    private final Octets encapsulationKey =
            KeyExchangeMethod.ML_KEM_768.generate(random).publicValue();

    @Test
    void anExchangeThatWasNotNegotiatedIsRefused() {
        IkeSa sa = sa(CLASSIC, IntermediateAuth.NONE);

        assertRefused(onRequest(sa, ke(TransformId.KE_ML_KEM_768, encapsulationKey)), "no further key exchange");
    }

    @Test
    void oneExchangeMoreThanNegotiatedIsRefused() {
        IkeSa sa = sa(HYBRID, new IntermediateAuth(Octets.ofInt(1), Octets.ofInt(2), 1));

        assertRefused(onRequest(sa, ke(TransformId.KE_ML_KEM_768, encapsulationKey)), "no further key exchange");
    }

    @Test
    void anotherMethodThanTheNegotiatedOneIsRefused() {
        IkeSa sa = sa(HYBRID, IntermediateAuth.NONE);

        assertRefused(onRequest(sa, ke(TransformId.KE_ML_KEM_512, encapsulationKey)), "of ML_KEM_768");
        assertRefused(onRequest(sa), "of ML_KEM_768");
    }

    @Test
    void anEncapsulationKeyThatIsNoneIsRefused() {
        IkeSa sa = sa(HYBRID, IntermediateAuth.NONE);
        Octets notReduced = Octets.concat(Octets.ofHex("ffffff"), encapsulationKey.from(3));

        assertRefused(
                answered(onRequest(sa, ke(TransformId.KE_ML_KEM_768, encapsulationKey.from(1)))), "has 1184 octets");
        assertRefused(answered(onRequest(sa, ke(TransformId.KE_ML_KEM_768, notReduced))), "not below 3329");
    }

    /** The response goes out under the old keys, so the new ones come with the changes. */
    @Test
    void aGoodRequestIsAnsweredAndUpdatesTheKeys() {
        IkeSa sa = sa(HYBRID, IntermediateAuth.NONE);
        Step step = answered(onRequest(sa, ke(TransformId.KE_ML_KEM_768, encapsulationKey)));

        assertThat(step).isInstanceOfSatisfying(Step.Respond.class, respond -> {
            assertThat(respond.payloads())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            KePayload.class,
                            ke -> assertThat(ke.value().length()).isEqualTo(1088));
            assertThat(respond.changes())
                    .singleElement()
                    .isInstanceOfSatisfying(SaChange.KeysUpdated.class, updated -> {
                        assertThat(updated.intermediate().exchanges()).isEqualTo(1);
                        assertThat(updated.keys().skP(true))
                                .isNotEqualTo(sa.keys().skP(true));
                        // IntAuth_i1 | IntAuth_r1 | IKE_AUTH_MID (RFC 9242 section 3.3.2)
                        assertThat(updated.intermediate().octets().toHex()).hasSize(2 * (32 + 32 + 4));
                        assertThat(updated.intermediate().octets().toHex()).endsWith("00000002");
                    });
        });
    }

    private static void assertRefused(Step step, String cause) {
        assertThat(step).isInstanceOfSatisfying(Step.Refuse.class, refuse -> {
            assertThat(refuse.payloads()).containsExactly(NotifyPayload.of(NotifyType.INVALID_SYNTAX));
            assertThat(refuse.changes())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            SaChange.Closed.class,
                            closed -> assertThat(closed.cause()).contains(cause));
        });
    }

    private Step onRequest(IkeSa sa, Payload... payloads) {
        IkeHeader header = IkeHeader.of(INITIATOR, RESPONDER, ExchangeType.IKE_INTERMEDIATE, true, false, 1);
        IkeMessage request = new IkeMessage(header, List.of(payloads));
        return new IntermediateResponder(sa, new Environment(random))
                .onRequest(request, ContentOctets.of(request).authenticated());
    }

    /** Does the computation that a step asks for. */
    private static Step answered(Step step) {
        return step instanceof Step.Ask<?> ask ? answered(ask) : step;
    }

    private static <A> Step answered(Step.Ask<A> ask) {
        if (ask.question() instanceof Question.Compute<A> compute) {
            return ask.then().apply(compute.work().get());
        }
        throw new AssertionError(
                "nothing but a computation is expected: " + ask.question().what());
    }

    private static KePayload ke(TransformId method, Octets value) {
        return new KePayload(method, value);
    }

    private IkeSa sa(Proposal chosen, IntermediateAuth intermediate) {
        IkeAlgorithms algorithms = IkeAlgorithms.of(chosen).orElseThrow();
        IkeSa sa = new IkeSa(
                1,
                false,
                RESPONDER,
                INITIATOR,
                new Endpoint(IpAddress.parse("192.0.2.2"), 500),
                new Endpoint(IpAddress.parse("192.0.2.1"), 500),
                List.of());
        Octets ni = random.octets(32);
        Octets nr = random.octets(32);
        sa.keyed(
                new InitResult(
                        RESPONDER,
                        algorithms,
                        IkeKeys.derive(algorithms, Secret.copyOf(random.octets(32)), ni, nr, sa.spis()),
                        ni,
                        nr,
                        random.octets(100),
                        random.octets(100),
                        NatStatus.NONE,
                        Capabilities.NONE,
                        intermediate),
                random);
        return sa;
    }

    /** Has randomness, and nothing else. */
    private record Environment(RandomSource random) implements SaEnvironment {
        @Override
        public PeerPolicy policy() {
            throw new AssertionError("no policy is needed");
        }

        @Override
        public Instant now() {
            throw new AssertionError("no time is needed");
        }

        @Override
        public int nextChildId() {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public int claim(List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public void written(List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public boolean isProtected(List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public Optional<String> reservation(List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public Optional<String> neighbourBehindNat(
                IkeSa sa, Optional<Identification> peer, List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }

        @Override
        public boolean isInitialContact(IkeSa sa, Connection connection, Identification peer) {
            throw new AssertionError("nobody has said who it is");
        }

        @Override
        public boolean permits(Connection connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> objection(IkeSa sa, SaChange.Authenticated peer) {
            throw new AssertionError("nobody has said who it is");
        }

        @Override
        public List<KernelCommand> release(List<PolicySelector> outbound) {
            throw new AssertionError("no Child SA is made");
        }
    }
}
