package cygnet.ike.negotiation;

import static cygnet.ike.registry.TransformType.ENCR;
import static cygnet.ike.registry.TransformType.KE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import cygnet.crypto.Octets;
import cygnet.ike.negotiation.ProposalChoice.Chosen;
import cygnet.ike.registry.ProtocolId;
import cygnet.ike.registry.TransformId;
import cygnet.ike.registry.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProposalChoiceTest {
    private static final TransformType ADDKE1 = new TransformType(6);

    private static final Transform GCM = Transform.of(TransformId.ENCR_AES_GCM_16, 256);
    private static final Transform GCM_128 = Transform.of(TransformId.ENCR_AES_GCM_16, 128);
    private static final Transform CHACHA = Transform.of(TransformId.ENCR_CHACHA20_POLY1305);
    private static final Transform CBC = Transform.of(TransformId.ENCR_AES_CBC, 256);
    private static final Transform NULL = Transform.of(TransformId.ENCR_NULL);
    private static final Transform PRF = Transform.of(TransformId.PRF_HMAC_SHA2_256);
    private static final Transform PRF_512 = Transform.of(TransformId.PRF_HMAC_SHA2_512);
    private static final Transform MAC = Transform.of(TransformId.INTEG_HMAC_SHA2_256_128);
    private static final Transform MAC_512 = Transform.of(TransformId.INTEG_HMAC_SHA2_512_256);
    private static final Transform NO_MAC = Transform.of(TransformId.INTEG_NONE);
    private static final Transform X25519 = Transform.of(TransformId.KE_CURVE25519);
    private static final Transform MODP = Transform.of(TransformId.KE_MODP_2048);
    private static final Transform NO_KE = Transform.of(TransformId.KE_NONE);
    private static final Transform ESN = Transform.of(TransformId.SN_64_BIT);
    private static final Transform NO_ESN = Transform.of(TransformId.SN_32_BIT);
    private static final Transform ML_KEM = Transform.of(new TransformId(ADDKE1, 36));
    private static final Transform NO_ADDKE = Transform.of(new TransformId(ADDKE1, 0));

    private static Proposal ike(Transform... transforms) {
        return Proposal.of(ProtocolId.IKE, transforms);
    }

    private static Proposal esp(Transform... transforms) {
        return Proposal.of(ProtocolId.ESP, transforms);
    }

    private static Proposal ah(Transform... transforms) {
        return Proposal.of(ProtocolId.AH, transforms);
    }

    private static Transform strange(TransformType type, int code) {
        return Transform.of(new TransformId(type, code));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ikeOffers", "espOffers", "additionalKeyExchanges"})
    void chooses(String rule, Proposal configured, Proposal offered, List<Transform> expected) {
        Optional<Chosen> chosen = ProposalChoice.choose(List.of(configured), List.of(offered));
        assertThat(chosen.map(c -> c.answer().transforms()).orElse(List.of())).isEqualTo(expected);
        chosen.ifPresent(c -> assertThat(ProposalChoice.verifyAnswer(List.of(offered), c.answer()))
                .as("what the initiator says to this answer")
                .isEmpty());
    }

    static Stream<Arguments> ikeOffers() {
        Proposal gcm = ike(GCM, PRF, X25519);
        Proposal cbc = ike(CBC, PRF, MAC, X25519);
        List<Transform> nothing = List.of();
        return Stream.of(
                arguments(
                        "R47 one of each type",
                        gcm,
                        ike(GCM, GCM_128, PRF_512, PRF, MODP, X25519),
                        List.of(GCM, PRF, X25519)),
                arguments(
                        "R47 our preference within a type",
                        ike(CHACHA, GCM, PRF, X25519, MODP),
                        ike(GCM, CHACHA, PRF, MODP, X25519),
                        List.of(CHACHA, PRF, X25519)),
                arguments("R47 nothing in common", gcm, cbc, nothing),
                arguments("R47 another protocol", gcm, esp(GCM, PRF, X25519), nothing),
                arguments("R49 AEAD without INTEG", gcm, ike(GCM, PRF, X25519), List.of(GCM, PRF, X25519)),
                arguments(
                        "R49 AEAD with INTEG NONE",
                        gcm,
                        ike(GCM, PRF, NO_MAC, X25519),
                        List.of(GCM, PRF, NO_MAC, X25519)),
                arguments("R49 AEAD with a real INTEG", gcm, ike(GCM, PRF, MAC, X25519), nothing),
                arguments("R49 AEAD with NONE and a real INTEG", gcm, ike(GCM, PRF, NO_MAC, MAC, X25519), nothing),
                arguments(
                        "R49 of a mixture only what goes together",
                        ike(GCM, CBC, PRF, MAC, X25519),
                        ike(GCM, CBC, PRF, MAC, X25519),
                        List.of(CBC, PRF, MAC, X25519)),
                arguments(
                        "R49 AEAD configured beside a MAC",
                        ike(GCM, CBC, PRF, MAC, X25519),
                        ike(GCM, PRF, X25519),
                        List.of(GCM, PRF, X25519)),
                arguments("R49 CBC without INTEG", cbc, ike(CBC, PRF, X25519), nothing),
                arguments("R49 CBC with INTEG NONE", cbc, ike(CBC, PRF, NO_MAC, X25519), nothing),
                arguments(
                        "R49 CBC with INTEG NONE, even if configured",
                        ike(CBC, PRF, NO_MAC, X25519),
                        ike(CBC, PRF, NO_MAC, X25519),
                        nothing),
                arguments(
                        "R49 CBC with NONE and a real INTEG",
                        ike(CBC, PRF, NO_MAC, MAC, X25519),
                        ike(CBC, PRF, NO_MAC, MAC, X25519),
                        List.of(CBC, PRF, MAC, X25519)),
                arguments("R50 sequence numbers for IKE", gcm, ike(GCM, PRF, X25519, NO_ESN), nothing),
                arguments("R52 AES without a key length", gcm, ike(Transform.of(GCM.id()), PRF, X25519), nothing),
                arguments("R52 AES with another key length", gcm, ike(GCM_128, PRF, X25519), nothing),
                arguments(
                        "R52 ChaCha20 with a key length",
                        ike(CHACHA, PRF, X25519),
                        ike(Transform.of(CHACHA.id(), 256), PRF, X25519),
                        nothing),
                arguments(
                        "R52 an unknown attribute drops that transform",
                        ike(GCM, GCM_128, PRF, X25519),
                        ike(new Transform(GCM.id(), 256, Octets.ofHex("800f0001")), GCM_128, PRF, X25519),
                        List.of(GCM_128, PRF, X25519)),
                arguments(
                        "R52 unknown transform IDs drop those transforms",
                        gcm,
                        ike(strange(ENCR, 4711), GCM, strange(TransformType.PRF, 9), PRF, strange(KE, 1025), X25519),
                        List.of(GCM, PRF, X25519)),
                arguments(
                        "R52 an unknown transform type",
                        gcm,
                        ike(GCM, PRF, X25519, strange(new TransformType(13), 0)),
                        nothing),
                arguments(
                        "R52 transform type 0", gcm, ike(GCM, PRF, X25519, strange(new TransformType(0), 0)), nothing),
                arguments("R52 no ENCR", gcm, ike(PRF, X25519), nothing),
                arguments("R52 no PRF", gcm, ike(GCM, X25519), nothing),
                arguments("R52 no KE (CVE-2016-5391)", gcm, ike(GCM, PRF), nothing),
                arguments("R52 no transforms", gcm, ike(), nothing),
                arguments("R51 KE NONE for IKE", ike(GCM, PRF, NO_KE), ike(GCM, PRF, NO_KE), nothing),
                arguments(
                        "CVE-2016-3071, CVE-2018-10811 only named algorithms that nobody configured",
                        gcm,
                        ike(
                                strange(ENCR, 3),
                                strange(TransformType.PRF, 4),
                                strange(TransformType.INTEG, 5),
                                strange(KE, 2)),
                        nothing));
    }

    static Stream<Arguments> espOffers() {
        Proposal gcm = esp(GCM, ESN, NO_ESN);
        List<Transform> nothing = List.of();
        return Stream.of(
                arguments("R50 both sequence numbers, ours first", gcm, esp(GCM, NO_ESN, ESN), List.of(GCM, ESN)),
                arguments("R50 no sequence numbers", gcm, esp(GCM), nothing),
                arguments("R50 only what nobody knows", gcm, esp(GCM, strange(TransformType.SN, 2)), nothing),
                arguments("R51 KE NONE is taken over", gcm, esp(GCM, NO_KE, NO_ESN), List.of(GCM, NO_KE, NO_ESN)),
                arguments("R51 KE where we have none", gcm, esp(GCM, X25519, NO_ESN), nothing),
                arguments(
                        "R51 KE or NONE where we have none",
                        gcm,
                        esp(GCM, X25519, NO_KE, NO_ESN),
                        List.of(GCM, NO_KE, NO_ESN)),
                arguments("R72 no KE where we want it", esp(GCM, X25519, NO_ESN), esp(GCM, NO_ESN), nothing),
                arguments("R72 KE NONE where we want it", esp(GCM, X25519, NO_ESN), esp(GCM, NO_KE, NO_ESN), nothing),
                arguments(
                        "R72 no KE where we can do without",
                        esp(GCM, X25519, NO_KE, NO_ESN),
                        esp(GCM, NO_ESN),
                        List.of(GCM, NO_ESN)),
                arguments(
                        "R72 KE where we can do without",
                        esp(GCM, X25519, NO_KE, NO_ESN),
                        esp(GCM, NO_KE, X25519, NO_ESN),
                        List.of(GCM, X25519, NO_ESN)),
                arguments("R52 a PRF for ESP", gcm, esp(GCM, PRF, NO_ESN), nothing),
                arguments(
                        "ESP with CBC",
                        esp(CBC, MAC_512, MAC, NO_ESN),
                        esp(CBC, MAC, NO_ESN),
                        List.of(CBC, MAC, NO_ESN)),
                arguments("ESP with CBC and no MAC", esp(CBC, MAC, NO_ESN), esp(CBC, NO_ESN), nothing),
                arguments(
                        "ESP with NULL and a MAC",
                        esp(NULL, MAC, NO_ESN),
                        esp(NULL, MAC, NO_ESN),
                        List.of(NULL, MAC, NO_ESN)),
                arguments("ESP with NULL and no MAC", esp(NULL, NO_ESN), esp(NULL, NO_ESN), nothing),
                arguments("AH", ah(MAC_512, MAC, NO_ESN), ah(MAC, NO_ESN, ESN), List.of(MAC, NO_ESN)),
                arguments("AH without a MAC", ah(MAC, NO_ESN), ah(NO_ESN), nothing),
                arguments("AH with MAC NONE", ah(NO_MAC, NO_ESN), ah(NO_MAC, NO_ESN), nothing),
                arguments("AH with a cipher", ah(MAC, NO_ESN), ah(GCM, MAC, NO_ESN), nothing));
    }

    static Stream<Arguments> additionalKeyExchanges() {
        Proposal plain = ike(GCM, PRF, X25519);
        Proposal hybrid = ike(GCM, PRF, X25519, ML_KEM, NO_ADDKE);
        Proposal strict = ike(GCM, PRF, X25519, ML_KEM);
        return Stream.of(
                arguments("R54 ADDKE where we have none", plain, strict, List.of()),
                arguments("R54 ADDKE or NONE where we have none", plain, hybrid, List.of(GCM, PRF, X25519, NO_ADDKE)),
                arguments("R54 ADDKE where we have it", hybrid, strict, List.of(GCM, PRF, X25519, ML_KEM)),
                arguments("R54 no ADDKE where we can do without", hybrid, plain, List.of(GCM, PRF, X25519)),
                arguments("R54 no ADDKE where we want it", strict, plain, List.of()),
                arguments("R54 ADDKE7", plain, ike(GCM, PRF, X25519, strange(new TransformType(12), 36)), List.of()));
    }

    @DisplayName("R47 the answer has the number and the SPI of the proposal that it accepts")
    @Test
    void copiesNumberAndSpi() {
        Proposal offered = esp(GCM, NO_ESN).withNumber(3).withSpi(Octets.ofHex("c0ffee01"));
        Chosen chosen = ProposalChoice.choose(
                        List.of(esp(GCM, NO_ESN)),
                        List.of(esp(CBC, MAC, NO_ESN), esp(CBC, NO_ESN).withNumber(2), offered))
                .orElseThrow();
        assertThat(chosen.answer()).isEqualTo(offered);
        assertThat(chosen.matched()).isEqualTo(esp(GCM, NO_ESN));
    }

    @DisplayName("R47 our first proposal that the peer offers wins, whatever the peer prefers")
    @Test
    void ourOrderDecides() {
        List<Proposal> ours = List.of(ike(CHACHA, PRF, X25519), ike(GCM, PRF, X25519));
        List<Proposal> theirs =
                List.of(ike(GCM, PRF, X25519), ike(CHACHA, PRF, X25519).withNumber(2));
        Chosen chosen = ProposalChoice.choose(ours, theirs).orElseThrow();
        assertThat(chosen.answer().number()).isEqualTo(2);
        assertThat(chosen.matched()).isEqualTo(ours.get(0));
    }

    @DisplayName("R52 one bad proposal does not spoil the others")
    @Test
    void skipsBadProposals() {
        Proposal unknownType = ike(GCM, PRF, X25519, strange(new TransformType(77), 1));
        Proposal incomplete = ike(GCM, PRF).withNumber(2);
        Proposal otherProtocol = esp(GCM, NO_ESN).withNumber(3);
        Proposal good = ike(GCM, PRF, X25519).withNumber(4);
        assertThat(ProposalChoice.choose(
                                List.of(ike(GCM, PRF, X25519)), List.of(unknownType, incomplete, otherProtocol, good))
                        .map(Chosen::answer))
                .contains(good);
    }

    @Test
    void nothingConfiguredOrOfferedIsNothingChosen() {
        assertThat(ProposalChoice.choose(List.of(), List.of(ike(GCM, PRF, X25519))))
                .isEmpty();
        assertThat(ProposalChoice.choose(List.of(ike(GCM, PRF, X25519)), List.of()))
                .isEmpty();
    }

    @DisplayName("R53 an answer that is not a part of the offer is refused")
    @ParameterizedTest(name = "{0}")
    @MethodSource("badAnswers")
    void refusesAnswers(String problem, Proposal answer) {
        List<Proposal> offer = List.of(
                ike(GCM, GCM_128, PRF, PRF_512, X25519, MODP),
                ike(CBC, PRF, MAC, X25519).withNumber(2));
        assertThat(ProposalChoice.verifyAnswer(offer, answer)).contains(problem);
    }

    static Stream<Arguments> badAnswers() {
        return Stream.of(
                arguments("proposal 3 was not offered", ike(GCM, PRF, X25519).withNumber(3)),
                arguments("ESP instead of IKE", esp(GCM, PRF, X25519)),
                arguments("ENCR AES_GCM_16_192 was not offered", ike(Transform.of(GCM.id(), 192), PRF, X25519)),
                arguments("ENCR AES_GCM_16 was not offered", ike(Transform.of(GCM.id()), PRF, X25519)),
                arguments(
                        "ENCR AES_GCM_16_256 was not offered",
                        ike(new Transform(GCM.id(), 256, Octets.ofHex("800f0001")), PRF, X25519)),
                arguments("ENCR AES_CBC_256 was not offered", ike(CBC, PRF, X25519)),
                arguments("KE ECP_256 was not offered", ike(GCM, PRF, Transform.of(TransformId.KE_ECP_256))),
                arguments("INTEG HMAC_SHA2_256_128 was not offered", ike(GCM, PRF, MAC, X25519)),
                arguments("several transforms of type PRF", ike(GCM, PRF, PRF_512, X25519)),
                arguments("several transforms of type KE", ike(GCM, PRF, X25519, X25519)),
                arguments("no transform of type PRF", ike(GCM, X25519)),
                arguments("no transform of type KE", ike(GCM, PRF)),
                arguments("no transform of type ENCR", ike(PRF, X25519)),
                arguments("no transform of type INTEG", ike(CBC, PRF, X25519).withNumber(2)));
    }

    @DisplayName("R53 NONE may be left out of an answer, and a MAC may not stand beside AEAD")
    @Test
    void toleratesOmittedNone() {
        List<Proposal> offer = List.of(esp(GCM, NO_MAC, X25519, NO_KE, NO_ESN));
        assertThat(ProposalChoice.verifyAnswer(offer, esp(GCM, NO_ESN))).isEmpty();
        assertThat(ProposalChoice.verifyAnswer(offer, esp(GCM, NO_MAC, NO_KE, NO_ESN)))
                .isEmpty();
        assertThat(ProposalChoice.verifyAnswer(List.of(esp(GCM, CBC, MAC, NO_ESN)), esp(GCM, MAC, NO_ESN)))
                .isPresent();
    }

    /** Whatever is chosen is configured and offered, has one transform of each type, and satisfies the initiator. */
    @Test
    void whatIsChosenIsAlwaysPartOfBothSides() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed of " + getClass().getSimpleName() + ": " + seed);
        Random random = new Random(seed);
        int chosenCount = 0;
        for (int run = 0; run < 5_000; run++) {
            List<Proposal> ours = randomProposals(random);
            List<Proposal> theirs = randomProposals(random);
            Optional<Chosen> chosen = ProposalChoice.choose(ours, theirs);
            if (chosen.isPresent()) {
                chosenCount++;
                Proposal answer = chosen.get().answer();
                String context = "run " + run + " of seed " + seed + ": " + ours + " and " + theirs + " give " + answer;
                assertThat(ProposalChoice.verifyAnswer(theirs, answer))
                        .as(context)
                        .isEmpty();
                assertThat(answer.transforms())
                        .as(context)
                        .allMatch(t -> isConfigured(chosen.get().matched(), t));
                boolean aead =
                        answer.transform(ENCR).filter(t -> t.id().isAead()).isPresent();
                boolean mac = answer.transforms(TransformType.INTEG).stream().anyMatch(t -> !t.equals(NO_MAC));
                assertThat(mac).as(context).isNotEqualTo(aead);
            }
        }
        assertThat(chosenCount).as("runs in which something was chosen").isGreaterThan(200);
    }

    private static boolean isConfigured(Proposal matched, Transform transform) {
        boolean none = transform.id().code() == 0
                && !transform.type().equals(TransformType.SN)
                && (matched.transforms(transform.type()).isEmpty() || transform.equals(NO_MAC));
        return none || matched.transforms().contains(transform);
    }

    private static List<Proposal> randomProposals(Random random) {
        List<Transform> pool = List.of(
                GCM,
                GCM_128,
                CHACHA,
                CBC,
                NULL,
                PRF,
                PRF_512,
                MAC,
                MAC_512,
                NO_MAC,
                X25519,
                MODP,
                NO_KE,
                ESN,
                NO_ESN,
                ML_KEM,
                NO_ADDKE,
                strange(new TransformType(13), 1));
        List<Proposal> proposals = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int number = 1; number <= count; number++) {
            // Types that only spoil a proposal are rare, so that something is chosen often.
            Transform[] transforms = pool.stream()
                    .filter(t -> random.nextInt(t.type().code() > 5 ? 12 : 2) == 0)
                    .toArray(Transform[]::new);
            ProtocolId protocol = new ProtocolId(1 + random.nextInt(3));
            Transform[] valid = Stream.of(transforms)
                    .filter(t -> random.nextInt(20) == 0 || belongs(t.type(), protocol))
                    .toArray(Transform[]::new);
            proposals.add(Proposal.of(protocol, valid).withNumber(number));
        }
        return proposals;
    }

    private static boolean belongs(TransformType type, ProtocolId protocol) {
        return switch (type.code()) {
            case 1 -> !protocol.equals(ProtocolId.AH);
            case 2 -> protocol.equals(ProtocolId.IKE);
            case 5 -> !protocol.equals(ProtocolId.IKE);
            default -> true;
        };
    }
}
