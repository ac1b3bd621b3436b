package cygnet.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cygnet.crypto.signature.KeyType;
import cygnet.crypto.signature.SigningKey;
import cygnet.ike.negotiation.Proposal;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.policy.Assurance;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    static Stream<List<Transform>> ciphers() {
        return Stream.concat(
                Stream.of(
                                Transform.of(TransformId.ENCR_AES_CCM_8, 128),
                                Transform.of(TransformId.ENCR_AES_CCM_12, 192),
                                Transform.of(TransformId.ENCR_AES_CCM_16, 256),
                                Transform.of(TransformId.ENCR_AES_GCM_16, 192),
                                Algorithms.CHACHA)
                        .map(List::of),
                Stream.of(
                        List.of(Transform.of(TransformId.ENCR_AES_CTR, 128), Algorithms.SHA256_MAC),
                        List.of(Algorithms.CBC, Transform.of(TransformId.INTEG_AES_CMAC_96)),
                        List.of(
                                Transform.of(TransformId.ENCR_AES_CTR, 256),
                                Transform.of(TransformId.INTEG_AES_XCBC_96))));
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void everyCipherProtectsBothKindsOfSa(List<Transform> protection) {
        List<Transform> ike = new ArrayList<>(protection);
        ike.add(Algorithms.PRF256);
        ike.add(Transform.of(TransformId.KE_CURVE25519));
        List<Transform> esp = new ArrayList<>(protection);
        esp.add(Algorithms.NO_ESN);
        peers.established(c -> c.ike(Proposal.of(ProtocolId.IKE, ike.toArray(Transform[]::new)))
                .esp(Algorithms.esp(esp.toArray(Transform[]::new))));

        assertThat(chosen(TransformType.ENCR)).isEqualTo(protection.get(0).id());
        assertThat(alice.child().algorithms().encryption())
                .isEqualTo(protection.get(0).id());
        assertThatTrafficPasses();
    }

    /** RFC 8221 section 5: NULL is there for those who ask for it, with a MAC, and for ESP alone. */
    @Test
    void nullEncryptionIsForEspAndOnlyWithAMac() {
        peers.established(c ->
                c.esp(Algorithms.esp(Transform.of(TransformId.ENCR_NULL), Algorithms.SHA256_MAC, Algorithms.NO_ESN)));

        assertThat(alice.child().algorithms()).hasToString("NULL/HMAC_SHA2_256_128");
        assertThatTrafficPasses();
    }

    @Test
    void nullEncryptionWithoutAMacOrForIkeIsNotAgreedOn() {
        Transform none = Transform.of(TransformId.ENCR_NULL);
        peers.configure(c -> c.esp(Algorithms.esp(none, Algorithms.NO_ESN)));
        alice.initiate("bob");
        peers.settle();
        peers.configure(c -> c.ike(Proposal.of(
                ProtocolId.IKE,
                none,
                Algorithms.PRF256,
                Algorithms.SHA256_MAC,
                Transform.of(TransformId.KE_CURVE25519))));
        alice.initiate("bob");
        peers.settle();

        assertThat(alice.children()).isEmpty();
        assertThat(bob.children()).isEmpty();
    }

    static Stream<TransformId> prfs() {
        return Stream.of(
                TransformId.PRF_HMAC_SHA2_256,
                TransformId.PRF_HMAC_SHA2_384,
                TransformId.PRF_HMAC_SHA2_512,
                TransformId.PRF_AES128_XCBC,
                TransformId.PRF_AES128_CMAC);
    }

    @ParameterizedTest
    @MethodSource("prfs")
    void everyPrfMakesKeys(TransformId prf) {
        peers.established(c -> c.ike(Proposal.of(
                ProtocolId.IKE, Algorithms.GCM, Transform.of(prf), Transform.of(TransformId.KE_CURVE25519))));

        assertThat(chosen(TransformType.PRF)).isEqualTo(prf);
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
