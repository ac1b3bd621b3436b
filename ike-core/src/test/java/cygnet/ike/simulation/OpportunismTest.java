package cygnet.ike.simulation;

import static cygnet.ike.simulation.GroupScene.PATIENCE;
import static cygnet.ike.simulation.GroupScene.groups;
import static cygnet.ike.simulation.GroupScene.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Group;
import cygnet.ike.sa.IkeEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts that nobody has configured, by the groups that they are in. */
class OpportunismTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    @BeforeEach
    void publish() {
        alice.dns().names(bob.address(), Validation.SECURE, bob.fqdn());
        bob.dns().names(alice.address(), Validation.SECURE, alice.fqdn());
    }

    /** What becomes of alice's first packet to bob: e(ncrypted), c(lear), x: bob does not take it, -: it does not leave. */
    @ParameterizedTest
    @CsvSource({
        // bob:             private, private-or-clear, clear-or-private, clear, block
        "private,           e, e, e, -, -",
        "private-or-clear,  e, e, e, c, x",
        "clear-or-private,  x, c, c, c, x",
        "clear,             x, c, c, c, x",
        "block,             -, -, -, -, -"
    })
    void theMatrix(String atAlice, String p, String poc, String cop, String clear, String block) {
        List<String> expected = List.of(p, poc, cop, clear, block);
        List<Group> groups = List.of(Group.values());
        for (int i = 0; i < groups.size(); i++) {
            Group atBob = groups.get(i);
            String wanted = expected.get(i);
            TwoPeers.tell(i + 1L, two -> {
                two.alice()
                        .dns()
                        .names(two.bob().address(), Validation.SECURE, two.bob().fqdn());
                two.bob()
                        .dns()
                        .names(
                                two.alice().address(),
                                Validation.SECURE,
                                two.alice().fqdn());
                groups(two.alice(), two.bob(), rule(Group.named(atAlice).orElseThrow(), "192.0.2.0/24"));
                groups(two.bob(), two.alice(), rule(atBob, "192.0.2.0/24"));
                two.settle();
                Packet packet = two.alice().send(two.bob());
                two.run(PATIENCE.plus(MOMENT));

                boolean inClear = two.network().clearPackets().contains(packet);
                boolean arrived = two.bob().kernel().delivered().contains(packet);
                String became = inClear ? (arrived ? "c" : "x") : (arrived ? "e" : "-");
                assertThat(became).as("%s to %s", atAlice, atBob).isEqualTo(wanted);
            });
        }
    }

    @Test
    void theFirstPacketIsHeldAndArrivesEncrypted() {
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        groups(bob, alice, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        Packet packet = alice.send(bob);
        peers.run(MOMENT);
        Packet answer = bob.send(alice);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(alice.kernel().delivered()).containsExactly(answer);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
    }

    @Test
    void aHostWithoutAKeyIsTalkedToInClearAsSoonAsDnsSaysSo() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        Packet packet = alice.send(bob);
        peers.run(Duration.ofMillis(60));

        assertThat(bob.kernel().delivered()).containsExactly(packet);
        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class))
                .singleElement()
                .asString()
                .contains("pass for 60 s: bob.example.test: proven absence");
    }

    @Test
    void aHostWithoutAKeyIsNotTalkedToWherePrivacyIsAMust() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        groups(alice, bob, rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.settle();
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.kernel().discarded()).singleElement().asString().startsWith("blocked");
    }

    /** Somebody lies about this very host: that is not the same as not knowing. */
    @Test
    void bogusIsNotTakenForNoKey() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Bogus<>("expired"));
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void aHostThatDoesNotAnswerIsTalkedToInClearWhenPatienceEnds() {
        peers.network().drop(d -> true);
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        Packet packet = alice.send(bob);
        peers.run(PATIENCE.minusMillis(100));
        assertThat(peers.network().clearPackets()).isEmpty();

        peers.run(Duration.ofMillis(200));
        assertThat(peers.network().clearPackets()).containsExactly(packet);
        peers.network().dropNothing();
    }

    /** Of the policies that waited for its SA none is left behind, in neither direction. */
    @Test
    void whatStopsTheTrafficWithAHostLeavesNothingInTheKernel() {
        peers.network().drop(d -> true);
        groups(alice, bob, rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.settle();
        alice.send(bob);
        peers.run(Duration.ofMinutes(10));
        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class))
                .singleElement()
                .asString()
                .contains("drop for 30 s");
        assertThat(alice.kernel().policies()).hasSize(2);
        peers.network().dropNothing();
    }

    /** The longer it stays the same, the longer it is believed; then the kernel's shunt ends, and the trap is asked again. */
    @Test
    void whatWasFoundIsBelievedLongerEachTime() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        for (int i = 0; i < 4; i++) {
            alice.send(bob);
            peers.run(Duration.ofMinutes(16));
        }

        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class))
                .extracting(line -> line.toString().replaceAll(".*pass for (\\d+) s.*", "$1"))
                .containsExactly("60", "120", "240", "480");
        assertThat(bob.kernel().delivered()).hasSize(4);
    }

    @Test
    void aHostThatBeginsByItselfIsNoLongerTalkedToInClear() {
        alice.dns().names(bob.address(), Validation.SECURE);
        groups(alice, bob, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        groups(bob, alice, rule(Group.CLEAR_OR_PRIVATE, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(MOMENT);
        assertThat(peers.network().clearPackets()).hasSize(1);

        groups(bob, alice, rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        peers.settle();
        bob.send(alice);
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).hasSize(1);
        assertThat(bob.kernel().delivered()).hasSize(2);
        assertThat(alice.kernel().delivered()).hasSize(1);
    }

    @Test
    void theLongestPrefixWinsWhateverItsGroup() {
        groups(
                alice,
                bob,
                rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"),
                rule(Group.BLOCK, "192.0.2.0/24"),
                rule(Group.CLEAR, "192.0.2.2/32"));
        peers.settle();
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).containsExactly(packet);
        assertThat(alice.dns().asked()).isEmpty();
    }

    @Test
    void rulesThatAreGoneLeaveNothingInTheKernel() {
        groups(alice, bob, rule(Group.PRIVATE, "192.0.2.0/24"), rule(Group.CLEAR, "192.0.2.53/32"));
        peers.settle();
        assertThat(alice.kernel().policies()).hasSize(4);
        groups(alice, bob, rule(Group.CLEAR, "192.0.2.53/32"));
        peers.settle();
        assertThat(alice.kernel().policies()).hasSize(2);
        alice.shutDown();
        peers.settle();

        assertThat(alice.kernel().policies()).isEmpty();
    }

    @Test
    void bothBeginAtOnceAndEndWithOnePair() {
        groups(alice, bob, rule(Group.PRIVATE, "0.0.0.0/0"));
        groups(bob, alice, rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.settle();
        Packet there = alice.send(bob);
        Packet back = bob.send(alice);
        peers.run(Duration.ofSeconds(10));

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(alice.ikeSas()).hasSize(1);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    /** The one knows the other by its rule still, or by its name already: there is one pair in the end, and no packet is lost. */
    @Test
    void whoeverBeginsALittleLaterLosesNothingEither() {
        for (int late = 0; late <= 100; late += 5) {
            Duration later = Duration.ofMillis(late);
            TwoPeers.tell(late, two -> {
                two.alice()
                        .dns()
                        .names(two.bob().address(), Validation.SECURE, two.bob().fqdn());
                two.bob()
                        .dns()
                        .names(
                                two.alice().address(),
                                Validation.SECURE,
                                two.alice().fqdn());
                groups(two.alice(), two.bob(), rule(Group.PRIVATE, "0.0.0.0/0"));
                groups(two.bob(), two.alice(), rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
                two.settle();
                Packet there = two.alice().send(two.bob());
                two.run(later);
                Packet back = two.bob().send(two.alice());
                two.run(Duration.ofSeconds(10));

                assertThat(two.bob().kernel().delivered()).as("after %s", later).containsExactly(there);
                assertThat(two.alice().kernel().delivered())
                        .as("after %s", later)
                        .containsExactly(back);
                assertThat(two.alice().ikeSas()).as("after %s", later).hasSize(1);
                assertThat(two.network().clearPackets()).isEmpty();
            });
        }
    }
}
