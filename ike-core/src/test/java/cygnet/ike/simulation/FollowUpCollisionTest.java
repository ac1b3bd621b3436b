package cygnet.ike.simulation;

import static cygnet.ike.registry.ExchangeType.CREATE_CHILD_SA;
import static cygnet.ike.registry.ExchangeType.IKE_FOLLOWUP_KE;
import static cygnet.ike.registry.ExchangeType.INFORMATIONAL;
import static cygnet.ike.simulation.Crossing.requests;
import static cygnet.ike.simulation.Crossing.responses;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Rekeyings that cross, with additional key exchanges (RFC 9370 section 2.2.4, RFC 7296 sections 2.8.1, 2.8.2): the nonces
 * of CREATE_CHILD_SA decide, and whoever has lost stops. R54, R78 to R83.
 */
class FollowUpCollisionTest {
    private static final TransformId X25519 = TransformId.KE_CURVE25519;
    private static final List<TransformId> ML_KEM = List.of(TransformId.KE_ML_KEM_512);
    private static final List<TransformId> ECP = List.of(TransformId.KE_ECP_256);
    private static final List<TransformId> NONE_FIRST = List.of(TransformId.KE_NONE, TransformId.KE_ML_KEM_512);
    private static final List<TransformId> NONE_LAST = List.of(TransformId.KE_ML_KEM_512, TransformId.KE_NONE);

    private static ConnectionDraft hybrid(ConnectionDraft draft) {
        return draft.ike(Algorithms.hybrid(X25519, ML_KEM, ECP)).esp(Algorithms.hybridEsp(X25519, ML_KEM, ECP));
    }

    /** What bob chooses, has additional key exchanges; what alice chooses, has none. */
    private static ConnectionDraft mixed(ConnectionDraft draft) {
        List<TransformId> order = draft.here().name().equals("alice") ? NONE_FIRST : NONE_LAST;
        return draft.ike(Algorithms.hybrid(X25519, ML_KEM)).esp(Algorithms.hybridEsp(X25519, order));
    }

    private static ConnectionDraft mixedIke(ConnectionDraft draft) {
        List<TransformId> order = draft.here().name().equals("alice") ? NONE_FIRST : NONE_LAST;
        return draft.ike(Algorithms.hybrid(X25519, order));
    }

    private static boolean alicesChildStays(Host alice) {
        return alice.child().nonces().ours();
    }

    private static boolean alicesIkeStays(Host alice) {
        return alice.ikeSa().originalInitiator();
    }

    private static void children(Consumer<Crossing> story) {
        Crossing.inBothOrders(FollowUpCollisionTest::hybrid, FollowUpCollisionTest::alicesChildStays, story);
    }

    private static void ikeSas(Consumer<Crossing> story) {
        Crossing.inBothOrders(FollowUpCollisionTest::hybrid, FollowUpCollisionTest::alicesIkeStays, story);
    }

    private static long followUps(Crossing crossing) {
        return crossing.peers().ladder().stream()
                .filter(rung -> rung.contains("IKE_FOLLOWUP_KE request"))
                .count();
    }

    /** There is nothing to delete yet, so whoever began the losing one makes no IKE_FOLLOWUP_KE exchange. */
    @Test
    void ofTwoCrossingRekeyingsOfAChildSaTheOneWithTheLowestNonceStops() {
        children(c -> {
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(1);
            assertThat(followUps(c)).isEqualTo(2);
            assertThat(c.alice().events(IkeEvent.ChildSaInstalled.class)).hasSize(2);
            assertThat(c.bob().events(IkeEvent.ChildSaInstalled.class)).hasSize(2);
        });
    }

    @Test
    void ofTwoCrossingRekeyingsOfTheIkeSaTheOneWithTheLowestNonceStops() {
        ikeSas(c -> {
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(1);
            assertThat(followUps(c)).isEqualTo(2);
            assertThat(c.alice().events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
            assertThat(c.alice().ikeSas()).hasSize(1);
            assertThat(c.bob().ikeSas()).hasSize(1);
        });
    }

    @Test
    void slowKernelsAndCryptographyChangeNothing() {
        for (int pause = 0; pause < 60; pause += 7) {
            long millis = pause;
            Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
                slow(c);
                c.rekeyChild(c.alice());
                c.millis(millis);
                c.rekeyChild(c.bob());
            });
            Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
                slow(c);
                c.rekeyIke(c.alice());
                c.millis(millis);
                c.rekeyIke(c.bob());
            });
        }
    }

    private static void slow(Crossing crossing) {
        crossing.alice().kernelDelay(Duration.ofMillis(7));
        crossing.bob().kernelDelay(Duration.ofMillis(31));
        crossing.alice().cryptoDelay(Duration.ofMillis(13));
        crossing.bob().cryptoDelay(Duration.ofMillis(5));
    }

    /** alice hears late what bob knows already, and answers his additional key exchanges meanwhile. */
    @Test
    void aDelayedOrLostResponseChangesNothing() {
        children(c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(300);
        });
        children(c -> {
            c.lose(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(4);
        });
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.millis(300);
        });
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.lose(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(5);
        });
    }

    /** Its CREATE_CHILD_SA has been answered, and IKE_FOLLOWUP_KE is under way, when the peer's request comes. */
    @Test
    void aRequestThatComesAmongTheOthersAdditionalKeyExchangesHasToWait() {
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA).or(responses(c.alice(), IKE_FOLLOWUP_KE)));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("TEMPORARY_FAILURE"));
            assertThat(alicesChildStays(c.alice())).isFalse();
        });
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA).or(responses(c.alice(), IKE_FOLLOWUP_KE)));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("TEMPORARY_FAILURE"));
            assertThat(alicesIkeStays(c.alice())).isFalse();
        });
    }

    @Test
    void aRequestThatComesAfterAllIsTooLate() {
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(300);
        });
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.millis(300);
        });
    }

    @Test
    void aWinnerWhoseAdditionalKeyExchangeIsLostAtFirstStillWins() {
        children(c -> {
            c.lose(requests(c.alice(), IKE_FOLLOWUP_KE).or(requests(c.bob(), IKE_FOLLOWUP_KE)));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(3);
        });
        ikeSas(c -> {
            c.lose(requests(c.alice(), IKE_FOLLOWUP_KE).or(requests(c.bob(), IKE_FOLLOWUP_KE)));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(3);
        });
    }

    @Test
    void lostDeletesAfterACollisionAreRepeated() {
        children(c -> {
            c.lose(requests(c.alice(), INFORMATIONAL).or(requests(c.bob(), INFORMATIONAL)));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(3);
        });
        ikeSas(c -> {
            c.lose(requests(c.alice(), INFORMATIONAL).or(requests(c.bob(), INFORMATIONAL)));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(3);
        });
    }

    @Test
    void oneWithAndOneWithoutAdditionalKeyExchangesEndTheSame() {
        for (int pause = 0; pause < 12; pause += 2) {
            long millis = pause;
            Crossing.ofRekeyings(FollowUpCollisionTest::mixed, c -> {
                c.rekeyChild(c.alice());
                c.millis(millis);
                c.rekeyChild(c.bob());
            });
            Crossing.ofRekeyings(FollowUpCollisionTest::mixedIke, c -> {
                c.rekeyIke(c.alice());
                c.millis(millis);
                c.rekeyIke(c.bob());
            });
        }
        Crossing.inBothOrders(FollowUpCollisionTest::mixed, FollowUpCollisionTest::alicesChildStays, c -> {
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(1);
        });
        Crossing.inBothOrders(FollowUpCollisionTest::mixedIke, FollowUpCollisionTest::alicesIkeStays, c -> {
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(1);
        });
    }

    /** bob's is complete and would have to go, but alice never brings hers to an end. */
    @Test
    void aWinnerThatDoesNotGoOnLeavesTheOtherOne() {
        Crossing.ofRekeyings(FollowUpCollisionTest::mixed, c -> {
            c.lose(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(30);
        });
    }

    /** RFC 7296 section 2.25.1: what is being closed needs no successor. */
    @Test
    void aDeleteWinsOverARekeyingThatIsStillMakingAdditionalKeyExchanges() {
        Crossing.ofDeletions(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyChild(c.alice());
            c.millis(100);
            c.deleteChild(c.bob());
            c.millis(100);
            c.release();
            c.seconds(60);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
            assertThat(c.bob().kernel().larval()).isEmpty();
        });
        Crossing.ofDeletions(FollowUpCollisionTest::hybrid, c -> {
            c.lose(requests(c.bob(), INFORMATIONAL));
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyChild(c.alice());
            c.millis(100);
            c.deleteChild(c.bob());
            c.millis(10);
            c.release();
            c.millis(50);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("TEMPORARY_FAILURE"));
            c.loseNothing();
            c.seconds(60);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }

    @Test
    void aDeleteOfTheIkeSaEndsEverything() {
        Crossing.ofDeletions(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyChild(c.alice());
            c.millis(100);
            c.bob().terminate("alice");
            c.millis(1);
            c.release();
            c.seconds(60);
            assertThat(c.alice().ikeSas()).isEmpty();
            assertThat(c.bob().ikeSas()).isEmpty();
        });
        Crossing.ofDeletions(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyIke(c.alice());
            c.millis(100);
            c.alice().terminate("bob");
            c.millis(1);
            c.release();
            c.seconds(60);
            assertThat(c.alice().ikeSas()).isEmpty();
            assertThat(c.bob().ikeSas()).isEmpty();
        });
    }

    /** bob knows that he would be put off, and waits till the new IKE SA is there. */
    @Test
    void whatTheResponderWantsMeanwhileItDoesOnTheNewIkeSa() {
        Crossing.ofRekeyings(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyIke(c.alice());
            c.millis(100);
            c.rekeyChild(c.bob());
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.peers().ladder()).noneMatch(r -> r.contains("TEMPORARY_FAILURE"));
            assertThat(c.bob().child().replaces()).isPresent();
        });
        Crossing.ofDeletions(FollowUpCollisionTest::hybrid, c -> {
            c.hold(requests(c.alice(), IKE_FOLLOWUP_KE));
            c.rekeyIke(c.alice());
            c.millis(100);
            c.deleteChild(c.bob());
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
            assertThat(c.alice().ikeSas()).hasSize(1);
        });
    }
}
