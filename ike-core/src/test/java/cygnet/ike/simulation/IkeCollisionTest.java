package cygnet.ike.simulation;

import static cygnet.ike.registry.ExchangeType.CREATE_CHILD_SA;
import static cygnet.ike.registry.ExchangeType.INFORMATIONAL;
import static cygnet.ike.simulation.Crossing.requests;
import static cygnet.ike.simulation.Crossing.responses;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.registry.TransformId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Exchanges about one IKE SA that cross (RFC 7296 sections 2.8.2, 2.25.2); R78, R81, R83. */
class IkeCollisionTest {
    private static boolean alicesStays(Host alice) {
        return alice.ikeSa().originalInitiator();
    }

    @Test
    void theIkeSaWithoutTheLowestNonceInheritsTheChildSas() {
        Crossing.inBothOrders(IkeCollisionTest::alicesStays, c -> {
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(1);
            assertThat(c.alice().ikeSas()).hasSize(1);
            assertThat(c.bob().ikeSas()).hasSize(1);
        });
    }

    @Test
    void slowCryptographyChangesNothing() {
        Crossing.inBothOrders(IkeCollisionTest::alicesStays, c -> {
            c.alice().cryptoDelay(Duration.ofMillis(7));
            c.bob().cryptoDelay(Duration.ofMillis(31));
            c.rekeyIke(c.alice());
            c.millis(4);
            c.rekeyIke(c.bob());
        });
    }

    /** bob's response comes while he still works on alice's request: his Delete must not come before his answer to that. */
    @Test
    void aResponseThatMeetsThePeersRequestInWorkWaitsForIt() {
        for (int micros = 8000; micros < 11_000; micros += 300) {
            long pause = micros;
            Crossing.ofRekeyings(c -> {
                c.bob().cryptoDelay(Duration.ofMillis(4));
                c.rekeyIke(c.bob());
                c.peers().run(Duration.ofNanos(pause * 1000));
                c.rekeyIke(c.alice());
            });
        }
    }

    @Test
    void aDelayedResponseMakesThePeersOneTheSuccessor() {
        Crossing.ofRekeyings(c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.millis(300);
        });
    }

    @Test
    void aLostResponseChangesNothing() {
        Crossing.ofRekeyings(c -> {
            c.lose(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(5);
        });
    }

    /** Section 2.8.2: alice knows that bob has not noticed, when bob deletes the old IKE SA, and forgets her request. */
    @Test
    void aDelayedRequestIsForgottenWhenThePeerDeletesTheOldIkeSa() {
        Crossing.ofRekeyings(c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.millis(300);
            assertThat(c.alice().ikeSa().originalInitiator()).isFalse();
            assertThat(c.bob().ikeSa().originalInitiator()).isTrue();
        });
    }

    @Test
    void aDelayedRequestThatMeetsTheDeleteHasToWait() {
        Crossing.ofRekeyings(c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.lose(requests(c.bob(), INFORMATIONAL));
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("TEMPORARY_FAILURE"));
        });
    }

    @Test
    void aLostRequestIsOvertakenByTheOtherSidesRekeying() {
        Crossing.ofRekeyings(c -> {
            c.lose(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(2);
        });
    }

    @Test
    void lostDeletesAfterACollisionAreRepeated() {
        Crossing.inBothOrders(IkeCollisionTest::alicesStays, c -> {
            c.lose(requests(c.alice(), INFORMATIONAL).or(requests(c.bob(), INFORMATIONAL)));
            c.rekeyIke(c.alice());
            c.rekeyIke(c.bob());
            c.seconds(3);
        });
    }

    @Test
    void aCollisionWithAnotherGroupEndsTheSame() {
        Crossing.ofRekeyings(
                d -> d.ike(
                        d.here().name().equals("alice")
                                ? Algorithms.ike(TransformId.KE_ECP_256, TransformId.KE_CURVE25519)
                                : Algorithms.ike(TransformId.KE_CURVE25519, TransformId.KE_ECP_256)),
                c -> {
                    c.rekeyIke(c.alice());
                    c.rekeyIke(c.bob());
                    c.seconds(1);
                });
    }

    @Test
    void aDeleteOfTheIkeSaWinsOverItsRekeying() {
        Crossing.ofDeletions(c -> {
            c.rekeyIke(c.alice());
            c.bob().terminate("alice");
            c.seconds(60);
            assertThat(c.alice().ikeSas()).isEmpty();
            assertThat(c.bob().ikeSas()).isEmpty();
        });
    }

    @Test
    void aDeleteOfTheIkeSaThatIsLostAtFirstWinsOverItsRekeying() {
        Crossing.ofDeletions(c -> {
            c.lose(requests(c.bob(), INFORMATIONAL));
            c.rekeyIke(c.alice());
            c.bob().terminate("alice");
            c.millis(300);
            c.loseNothing();
            c.seconds(60);
            assertThat(c.alice().ikeSas()).isEmpty();
            assertThat(c.bob().ikeSas()).isEmpty();
        });
    }

    @Test
    void aRekeyingOfTheIkeSaMakesThatOfAChildSaWait() {
        Crossing.ofRekeyings(c -> {
            c.rekeyIke(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(60);
            assertThat(c.peers().ladder()).anyMatch(r -> r.contains("TEMPORARY_FAILURE"));
            assertThat(c.bob().child().replaces()).isPresent();
        });
    }

    @Test
    void aDeleteOfAChildSaCrossesARekeyingOfTheIkeSa() {
        Crossing.ofDeletions(c -> {
            c.rekeyIke(c.alice());
            c.deleteChild(c.bob());
            c.seconds(60);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
            assertThat(c.alice().ikeSas()).hasSize(1);
        });
    }

    @Test
    void aRekeyingOfAChildSaThatCrossesTheDeleteOfTheIkeSaIsForgotten() {
        Crossing.ofDeletions(c -> {
            c.rekeyChild(c.alice());
            c.bob().terminate("alice");
            c.seconds(60);
            assertThat(c.alice().ikeSas()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }
}
