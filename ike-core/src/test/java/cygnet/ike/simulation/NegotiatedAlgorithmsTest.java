package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.policy.Assurance;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two peers that have but one algorithm in common agree on it, and what they protect with it arrives. */
class NegotiatedAlgorithmsTest {
    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    static Stream<TransformId> keyExchanges() {
        return Stream.of(
                TransformId.KE_MODP_2048,
                TransformId.KE_MODP_3072,
                TransformId.KE_MODP_4096,
                TransformId.KE_MODP_6144,
                TransformId.KE_MODP_8192,
                TransformId.KE_ECP_256,
                TransformId.KE_ECP_384,
                TransformId.KE_ECP_521,
                TransformId.KE_CURVE25519,
                TransformId.KE_CURVE448);
    }

    @ParameterizedTest
    @MethodSource("keyExchanges")
    void everyKeyExchangeMethodMakesAnIkeSa(TransformId group) {
        peers.established(c -> c.ike(Algorithms.ike(group)));

        assertThat(chosen(TransformType.KE)).isEqualTo(group);
        assertThatTrafficPasses();
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048", "ECDSA,256", "ECDSA,384", "ECDSA,521", "ED25519,0", "ED448,0"})
    void everyKindOfHostKeyProvesWhoIsWho(KeyType type, int bits) {
        SigningKey key = SigningKey.generate(type, bits, new SeededRandom(7));
        peers.configure(c -> c.signingWith(key), c -> c.pinned(key.verificationKey()));
        alice.initiate("bob");
        peers.settle();

        assertThat(bob.ikeSa().assurance()).isEqualTo(Assurance.PINNED);
        assertThatTrafficPasses();
    }

    private TransformId chosen(TransformType type) {
        Proposal proposal = alice.ikeSa().algorithms().orElseThrow().proposal();
        return proposal.transform(type).map(Transform::id).orElseThrow();
    }

    private void assertThatTrafficPasses() {
        Packet packet = alice.send(bob);
        peers.settle();

        assertThat(bob.kernel().delivered()).containsExactly(packet);
    }
}
