package cygnet.ike.simulation;

import static cygnet.ike.registry.ExchangeType.CREATE_CHILD_SA;
import static cygnet.ike.registry.ExchangeType.INFORMATIONAL;
import static cygnet.ike.simulation.Crossing.requests;
import static cygnet.ike.simulation.Crossing.responses;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.engine.Input;
import cygnet.ike.negotiation.Transform;
import cygnet.ike.registry.TransformId;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Exchanges about one Child SA that cross (RFC 7296 sections 2.8.1, 2.25.1); R79, R80, R82. */
class ChildCollisionTest {
    private static final Transform ECP_256 = Transform.of(TransformId.KE_ECP_256);
    private static final Transform X25519 = Transform.of(TransformId.KE_CURVE25519);

    private static boolean alicesStays(Host alice) {
        return alice.child().nonces().ours();
    }

    @Test
    void ofTwoCrossingRekeyingsTheOneWithTheLowestNonceIsUndone() {
        Crossing.inBothOrders(ChildCollisionTest::alicesStays, c -> {
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(1);
            assertThat(c.alice().events(IkeEvent.ChildSaInstalled.class)).hasSize(3);
            assertThat(c.alice().children()).hasSize(1);
        });
    }

    @Test
    void aCollisionWithSlowKernelsEndsTheSame() {
        Crossing.inBothOrders(ChildCollisionTest::alicesStays, c -> {
            c.alice().kernelDelay(Duration.ofMillis(7));
            c.bob().kernelDelay(Duration.ofMillis(31));
            c.rekeyChild(c.alice());
            c.millis(4);
            c.rekeyChild(c.bob());
        });
    }

    @Test
    void aDelayedResponseChangesNothingInACollision() {
        Crossing.inBothOrders(ChildCollisionTest::alicesStays, c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(300);
        });
    }

    @Test
    void aDelayedResponseThatComesAfterEveryDeleteChangesNothing() {
        Crossing.inBothOrders(ChildCollisionTest::alicesStays, c -> {
            c.lose(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(4);
        });
    }

    /** Section 2.8.1, second sequence: bob does not know that alice rekeys too. */
    @Test
    void aDelayedRequestFindsItsChildSaGone() {
        Crossing.ofRekeyings(c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(300);
            c.release();
            c.seconds(1);
            assertThat(c.bob().child().nonces().ours()).isTrue();
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("CHILD_SA_NOT_FOUND"));
        });
    }

    @Test
    void aDelayedRequestThatMeetsTheDeleteOfItsChildSaHasToWait() {
        Crossing.ofRekeyings(c -> {
            c.hold(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
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
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.millis(500);
            c.loseNothing();
            c.seconds(20);
        });
    }

    @Test
    void lostDeletesAfterACollisionAreRepeated() {
        Crossing.inBothOrders(ChildCollisionTest::alicesStays, c -> {
            c.lose(requests(c.alice(), INFORMATIONAL).or(requests(c.bob(), INFORMATIONAL)));
            c.rekeyChild(c.alice());
            c.rekeyChild(c.bob());
            c.seconds(3);
        });
    }

    @Test
    void aCollisionInWhichBothAskForAnotherGroupFirstEndsTheSame() {
        for (boolean delayed : new boolean[] {false, true}) {
            Crossing.inBothOrders(
                    d -> d.esp(
                            d.here().name().equals("alice")
                                    ? Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN, ECP_256, X25519)
                                    : Algorithms.esp(Algorithms.GCM, Algorithms.NO_ESN, X25519, ECP_256)),
                    ChildCollisionTest::alicesStays,
                    c -> {
                        c.rekeyChild(c.alice());
                        c.rekeyChild(c.bob());
                        if (delayed) {
                            c.millis(13);
                            c.hold(requests(c.alice(), CREATE_CHILD_SA));
                            c.millis(100);
                        }
                        c.seconds(1);
                    });
        }
    }

    @Test
    void aResponderThatDeletesTheOldOneItselfIsForgiven() {
        Crossing.ofRekeyings(c -> {
            c.hold(requests(c.alice(), INFORMATIONAL));
            c.rekeyChild(c.alice());
            c.millis(100);
            int old = c.bob().children().get(0).uniqueId();
            c.bob().handle(new Input.TerminateChildSa(old));
            c.millis(100);
        });
    }

    @Test
    void aNewChildSaThatThePeerDeletesAtOnceLeavesTheOldOneOrNone() {
        Crossing.ofDeletions(c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.millis(100);
            c.deleteChild(c.bob());
            c.millis(100);
            c.release();
            c.seconds(30);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }

    @Test
    void onlyTheNewChildSaIsDeletedByThePeerAndTheOldOneIsRekeyedAgain() {
        Crossing.ofDeletions(c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.millis(100);
            int fresh = c.bob().children().get(1).uniqueId();
            c.bob().handle(new Input.TerminateChildSa(fresh));
            c.millis(100);
            c.release();
            c.seconds(1);
            assertThat(c.alice().children()).hasSize(1);
            assertThat(c.bob().children()).hasSize(1);
            c.seconds(30);
            assertThat(c.alice().child().replaces()).isPresent();
        });
    }

    /** R82: it is being closed, so its rekeying has to wait, and then there is nothing left to rekey. */
    @Test
    void aDeleteWinsOverARekeying() {
        Crossing.ofDeletions(c -> {
            c.rekeyChild(c.alice());
            c.deleteChild(c.bob());
            c.seconds(1);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("TEMPORARY_FAILURE"));
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }

    @Test
    void aDeleteThatIsLostAtFirstWinsOverARekeying() {
        Crossing.ofDeletions(c -> {
            c.lose(requests(c.bob(), INFORMATIONAL));
            c.rekeyChild(c.alice());
            c.deleteChild(c.bob());
            c.millis(200);
            c.loseNothing();
            c.seconds(60);
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }

    @Test
    void aRekeyingThatIsLostAtFirstFindsItsChildSaDeleted() {
        Crossing.ofDeletions(c -> {
            c.lose(requests(c.alice(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.deleteChild(c.bob());
            c.millis(200);
            c.loseNothing();
            c.seconds(60);
            assertThat(c.peers().ladder()).anyMatch(r -> r.startsWith("bob") && r.contains("CHILD_SA_NOT_FOUND"));
            assertThat(c.alice().children()).isEmpty();
            assertThat(c.bob().children()).isEmpty();
        });
    }

    /** The response is under way when bob deletes the old Child SA: the new one stays. */
    @Test
    void aDeleteThatOvertakesTheResponseToARekeyingEndsTheOldOneOnly() {
        Crossing.ofRekeyings(c -> {
            c.hold(responses(c.bob(), CREATE_CHILD_SA));
            c.rekeyChild(c.alice());
            c.millis(100);
            c.release();
            c.bob().handle(new Input.TerminateChildSa(c.bob().children().get(0).uniqueId()));
            c.seconds(1);
        });
    }
}
