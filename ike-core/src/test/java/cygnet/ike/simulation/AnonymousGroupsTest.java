package cygnet.ike.simulation;

import static cygnet.ike.simulation.GroupScene.PATIENCE;
import static cygnet.ike.simulation.GroupScene.but;
import static cygnet.ike.simulation.GroupScene.groups;
import static cygnet.ike.simulation.GroupScene.rule;
import static org.assertj.core.api.Assertions.assertThat;

import cygnet.ike.address.IpAddress;
import cygnet.ike.address.IpNetwork;
import cygnet.ike.engine.Input;
import cygnet.ike.engine.Recollection;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.negotiation.Identification;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Finding;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.GroupRule;
import cygnet.ike.policy.Verdict;
import cygnet.ike.sa.IkeEvent;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups under which a host that DNS does not know is encrypted with all the same (RFC 7619). */
class AnonymousGroupsTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration GIVEN_WAY = Duration.ofSeconds(5);
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(11);
    private static final IpAddress OUTSIDE = IpAddress.parse("203.0.113.1");

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();

    /** Names have both, keys neither. */
    @BeforeEach
    void publish() {
        strangers(alice, bob);
        strangers(bob, alice);
    }

    private static void strangers(Host asks, Host about) {
        asks.dns().names(about.address(), Validation.SECURE, about.fqdn());
        asks.dns().keys(about.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
    }

    private static GroupRule anonymous(Group group) {
        return GroupRule.of(group, IpNetwork.parse("192.0.2.0/24"), Assurance.ANONYMOUS, "test");
    }

    private static GroupRule withoutKey(Group group) {
        return but(group, Finding.NO_KEY, Verdict.ANONYMOUS);
    }

    private void rules(GroupRule atAlice, GroupRule atBob) {
        groups(alice, bob, atAlice);
        groups(bob, alice, atBob);
        peers.settle();
    }

    /** What becomes of alice's first packet to bob, as where both have keys. */
    @ParameterizedTest
    @CsvSource({
        // bob:             private, private-or-clear, clear-or-private, clear, block
        "private,           e, e, e, -, -",
        "private-or-clear,  e, e, e, c, x",
        "clear-or-private,  x, c, c, c, x",
        "clear,             x, c, c, c, x",
        "block,             -, -, -, -, -"
    })
    void theMatrixWithoutAnyKeys(String atAlice, String p, String poc, String cop, String clear, String block) {
        List<String> expected = List.of(p, poc, cop, clear, block);
        List<Group> groups = List.of(Group.values());
        for (int i = 0; i < groups.size(); i++) {
            Group atBob = groups.get(i);
            String wanted = expected.get(i);
            TwoPeers.tell(i + 1L, two -> {
                strangers(two.alice(), two.bob());
                strangers(two.bob(), two.alice());
                groups(two.alice(), two.bob(), anonymous(Group.named(atAlice).orElseThrow()));
                groups(two.bob(), two.alice(), anonymous(atBob));
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
    void aHostWithoutAKeyIsEncryptedWithAndNeitherSideIsTold() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        Packet there = alice.send(bob);
        peers.run(MOMENT);
        Packet back = bob.send(alice);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class))
                .containsExactly("192.0.2.2 (private 0.0.0.0/0): anonymous for 600 s: bob.example.test: proven absence"
                        + " (no such record)");
        assertAnonymous(alice);
        assertAnonymous(bob);
        assertThat(alice.ikeSa().connection().local().id()).isEqualTo(Identification.NULL);
        assertThat(bob.ikeSa().connection().local().id()).isEqualTo(Identification.NULL);
    }

    /** Whoever can keep DNS from answering must not get a host with a key to do without it. */
    @Test
    void whereDnsCannotTellThereIsNoAnonymity() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Timeout<>("no answer"));
        rules(anonymous(Group.PRIVATE_OR_CLEAR), anonymous(Group.PRIVATE_OR_CLEAR));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void aHostThatHasAKeyHasToProveItAllTheSame() {
        publishKey(alice, bob);
        publishKey(bob, alice);
        rules(anonymous(Group.PRIVATE), anonymous(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
        assertThat(bob.ikeSa().peerId()).contains(alice.id());
    }

    @Test
    void whoeverWantsToKnowItsPeersRefuses() {
        rules(withoutKey(Group.PRIVATE_OR_CLEAR), rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("no connection for ID_NULL with AUTH method NULL Authentication");
        assertThat(alice.engine().memories())
                .singleElement()
                .satisfies(memory -> assertThat(memory.finding()).isEqualTo(Finding.NO_SA));
        assertThat(peers.network().clearPackets()).containsExactly(packet);
    }

    @Test
    void wherePrivacyIsAMustNothingGoesInClearToWhoeverRefuses() {
        rules(anonymous(Group.PRIVATE), rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        alice.send(bob);
        peers.run(PATIENCE.plus(MOMENT));

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.kernel().discarded()).isNotEmpty();
    }

    /** The kernel drops what it holds after a while; a peer that says nothing costs no more than its patience. */
    @Test
    void aHostWithoutIkeIsTalkedToInClearWhenPatienceEnds() {
        groups(alice, bob, anonymous(Group.PRIVATE_OR_CLEAR));
        peers.settle();
        Packet packet = alice.send(bob);
        peers.run(PATIENCE.minus(MOMENT));
        assertThat(peers.network().clearPackets()).isEmpty();
        peers.run(MOMENT.multipliedBy(2));

        assertThat(peers.network().clearPackets()).containsExactly(packet);
    }

    /** bob finds alice's key as soon as she has called, and she finds his: then both have to prove who they are. */
    @Test
    void aPeerWhoseKeyAppearsHasToProveItAndNothingIsInClearMeanwhile() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);
        assertAnonymous(bob);

        publishKey(alice, bob);
        publishKey(bob, alice);
        for (int second = 0; second < ASKED_AGAIN.toSeconds(); second++) {
            alice.send(bob);
            bob.send(alice);
            peers.run(MOMENT);
        }

        assertThat(bob.ikeSas()).anyMatch(sa -> sa.peerId().equals(Optional.of(alice.id())));
        assertThat(alice.children()).hasSize(1);
        assertThat(owner(alice).assurance()).isEqualTo(Assurance.DNSSEC);
        assertThat(owner(bob).assurance()).isEqualTo(Assurance.DNSSEC);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(bob.kernel().delivered()).hasSize((int) ASKED_AGAIN.toSeconds() + 1);
        assertThat(alice.kernel().delivered()).hasSize((int) ASKED_AGAIN.toSeconds());
    }

    @Test
    void aPeerThatAnApplicationAsksForByNameHasToProveIt() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);
        publishKey(alice, bob);
        publishKey(bob, alice);

        alice.introduce(1, bob, Duration.ofMinutes(1));
        peers.run(GIVEN_WAY);
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.introduced()).containsExactly(1L);
        assertThat(owner(alice).peerId()).contains(bob.id());
        assertThat(bob.kernel().delivered()).contains(packet);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    /** A name that comes while the anonymous handshake is under way changes whom the next packets wait for. */
    @Test
    void aNameThatComesDuringTheHandshakeIsUsed() {
        publishKey(bob, alice);
        rules(withoutKey(Group.PRIVATE_OR_CLEAR), rule(Group.PRIVATE_OR_CLEAR, "0.0.0.0/0"));
        bob.cryptoDelay(Duration.ofMillis(200));
        Packet first = alice.send(bob);
        peers.run(Duration.ofMillis(100));
        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
        alice.introduce(1, bob, Duration.ofMinutes(1));
        peers.run(GIVEN_WAY);

        assertThat(alice.introduced()).containsExactly(1L);
        assertThat(bob.kernel().delivered()).containsExactly(first);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(owner(alice).peerId()).contains(bob.id());
    }

    /** Its address has no name, and that is not what the rule forgives. */
    @Test
    void aPeerThatTheRuleDoesNotMeanLosesWhatItHas() {
        bob.dns().names(alice.address(), Validation.SECURE);
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("private 0.0.0.0/0 is not for everybody: no-name");
    }

    @Test
    void nobodyBehindANatHasAName() {
        peers.network().natBefore(alice, OUTSIDE);
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(bob.children()).isEmpty();
        assertThat(TwoPeers.told(bob, IkeEvent.IkeSaClosed.class))
                .singleElement()
                .asString()
                .contains("no-name: the NAT's name is not the name of whoever is behind it");
    }

    @Test
    void whereNamesDoNotMatterNeitherDoesANat() {
        peers.network().natBefore(alice, OUTSIDE);
        rules(withoutKey(Group.PRIVATE), but(Group.PRIVATE, Finding.NO_NAME, Verdict.ANONYMOUS));
        Packet packet = alice.send(bob);
        peers.run(MOMENT);

        assertAnonymous(bob);
        assertThat(bob.kernel().delivered())
                .singleElement()
                .extracting(Packet::number)
                .isEqualTo(packet.number());
    }

    @Test
    void dnsThatDiesLaterEndsNothing() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);
        bob.dns().keys(alice.fqdn(), new DnsOutcome.ServerFailure<>("no server answers"));
        alice.dns().keys(bob.fqdn(), new DnsOutcome.ServerFailure<>("no server answers"));
        for (int minute = 0; minute < ASKED_AGAIN.toMinutes(); minute++) {
            alice.send(bob);
            peers.run(Duration.ofMinutes(1));
        }

        assertAnonymous(bob);
        assertThat(bob.kernel().delivered()).hasSize(1 + (int) ASKED_AGAIN.toMinutes());
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void somebodyWhoLiesAboutTheHostEndsIt() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Bogus<>("a signature is wrong"));
        for (int minute = 0; minute < ASKED_AGAIN.toMinutes(); minute++) {
            alice.send(bob);
            peers.run(Duration.ofMinutes(1));
        }

        assertThat(alice.children()).isEmpty();
        assertThat(TwoPeers.told(alice, IkeEvent.IkeSaClosed.class))
                .contains("anonymous@192.0.2.2[1] closed: private 0.0.0.0/0 is not for everybody: bogus:"
                        + " bob.example.test: bogus: a signature is wrong");
        assertThat(TwoPeers.told(alice, IkeEvent.Decided.class))
                .anyMatch(line -> line.contains("drop for 30 s: bob.example.test: bogus: a signature is wrong"));
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void aRuleThatWantsProofAgainEndsIt() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.send(bob);
        peers.run(MOMENT);

        groups(alice, bob, rule(Group.PRIVATE, "0.0.0.0/0"));
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(alice.ikeSas()).isEmpty();
        assertThat(bob.children()).isEmpty();
        assertThat(alice.engine().memories()).hasSize(1);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    @Test
    void bothMayBeginAtOnce() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        Packet there = alice.send(bob);
        Packet back = bob.send(alice);
        peers.run(GIVEN_WAY);

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(peers.network().clearPackets()).isEmpty();
    }

    /** It says nothing about itself, and knows with whom it has to do. */
    @Test
    void aClientWithoutAKeyOfItsOwnKnowsItsServer() {
        publishKey(alice, bob);
        groups(alice, bob, ConnectionDraft::anonymous, rule(Group.PRIVATE, "0.0.0.0/0"));
        groups(bob, alice, anonymous(Group.PRIVATE_OR_CLEAR));
        peers.settle();
        Packet there = alice.send(bob);
        peers.run(MOMENT);
        Packet back = bob.send(alice);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).containsExactly(there);
        assertThat(alice.kernel().delivered()).containsExactly(back);
        assertThat(alice.ikeSa().peerId()).contains(bob.id());
        assertThat(alice.ikeSa().assurance()).isEqualTo(Assurance.DNSSEC);
        assertAnonymous(bob);
        assertThat(bob.ikeSa().connection().name()).isEqualTo("private-or-clear#192.0.2.0/24/anonymous-peer");
    }

    @Test
    void whatWasRememberedUnderAnotherVerdictIsNotBelieved() {
        rules(withoutKey(Group.PRIVATE), withoutKey(Group.PRIVATE));
        alice.handle(new Input.Recall(List.of(new Recollection(
                "private 0.0.0.0/0",
                alice.address(),
                bob.address(),
                Finding.NO_KEY,
                "an earlier life",
                peers.simulation().now().plusSeconds(60),
                0))));
        alice.send(bob);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).hasSize(1);
        assertAnonymous(alice);
    }

    private static void publishKey(Host asks, Host about) {
        asks.dns().publish(about.fqdn(), Validation.SECURE, about.key().verificationKey());
    }

    /** The IKE SA that has the Child SA. */
    private static IkeSa owner(Host host) {
        return host.ikeSas().stream()
                .filter(sa -> sa.children().stream().findFirst().isPresent())
                .reduce((a, b) -> {
                    throw new AssertionError(a.label() + " and " + b.label() + " have Child SAs");
                })
                .orElseThrow();
    }

    private static void assertAnonymous(Host host) {
        assertThat(host.ikeSa().peerId()).contains(Identification.NULL);
        assertThat(host.ikeSa().assurance()).isEqualTo(Assurance.ANONYMOUS);
        assertThat(host.children()).hasSize(1);
    }
}
