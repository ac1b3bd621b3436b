package cygnet.ike.simulation;

import static cygnet.ike.simulation.GroupScene.PATIENCE;
import static cygnet.ike.simulation.GroupScene.groups;
import static cygnet.ike.simulation.GroupScene.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import cygnet.ike.address.IpAddress;
import cygnet.ike.engine.Input;
import cygnet.ike.lookup.DnsOutcome;
import cygnet.ike.lookup.DnsOutcome.Validation;
import cygnet.ike.lookup.DomainName;
import cygnet.ike.policy.Assurance;
import cygnet.ike.policy.Group;
import cygnet.ike.policy.Memory;
import cygnet.ike.sa.IkeSa;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hosts in groups, when packets leave from several addresses of this host: IPv6 with temporary addresses is like that. */
class OwnAddressesTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final IpAddress SECOND = IpAddress.parse("192.0.2.11");

    @RegisterExtension
    final TwoPeers peers = new TwoPeers();

    private final Host alice = peers.alice();
    private final Host bob = peers.bob();
    private final IpAddress first = alice.address();

    @BeforeEach
    void publish() {
        peers.network().attach(alice, SECOND);
        alice.dns().names(bob.address(), Validation.SECURE, bob.fqdn());
        bob.dns().names(first, Validation.SECURE, alice.fqdn());
        bob.dns().names(SECOND, Validation.SECURE, alice.fqdn());
        bob.dns().publish(alice.fqdn(), Validation.SECURE, first, SECOND);
        groups(bob, alice, rule(Group.CLEAR_OR_PRIVATE, "192.0.2.0/24"));
    }

    private void aliceHasBobIn(Group group) {
        groups(alice, bob, rule(group, "192.0.2.0/24"));
        peers.settle();
    }

    @Test
    void eachAddressGetsAnSaOfItsOwnAndLosesNothing() {
        aliceHasBobIn(Group.PRIVATE);
        Packet fromFirst = alice.send(bob);
        peers.run(MOMENT);
        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(MOMENT);
        Packet again = alice.send(bob);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).containsExactly(fromFirst, fromSecond, again);
        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(alice.ikeSas())
                .extracting(sa -> sa.connection().name(), sa -> sa.local().address())
                .containsExactlyInAnyOrder(
                        tuple("bob.example.test@192.0.2.2", first),
                        tuple("bob.example.test@192.0.2.2/from/192.0.2.11", SECOND));
    }

    @Test
    void bothAtOnceAreBothHeldAndArriveEncrypted() {
        aliceHasBobIn(Group.PRIVATE_OR_CLEAR);
        Packet fromFirst = alice.send(bob);
        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(bob.kernel().delivered()).containsExactlyInAnyOrder(fromFirst, fromSecond);
    }

    @Test
    void whatGoesWrongForOneDoesNotConcernTheOther() {
        aliceHasBobIn(Group.PRIVATE_OR_CLEAR);
        alice.send(bob);
        peers.run(MOMENT);
        peers.network().drop(d -> d.source().address().equals(SECOND));
        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(PATIENCE.plus(MOMENT));
        Packet fromFirst = alice.send(bob);
        peers.run(MOMENT);
        peers.network().dropNothing();

        assertThat(peers.network().clearPackets()).containsExactly(fromSecond);
        assertThat(bob.kernel().delivered()).contains(fromFirst);
        assertThat(alice.engine().memories()).extracting(Memory::local).containsExactly(SECOND);
    }

    @Test
    void theHostsOwnBeginningEndsWhatIsRememberedForAnyAddress() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        aliceHasBobIn(Group.PRIVATE_OR_CLEAR);
        alice.send(bob);
        alice.send(SECOND, bob);
        peers.run(MOMENT);
        assertThat(alice.engine().memories()).extracting(Memory::local).containsExactlyInAnyOrder(first, SECOND);

        alice.dns().publish(bob.fqdn(), Validation.SECURE, bob.key().verificationKey());
        groups(bob, alice, rule(Group.PRIVATE, "192.0.2.0/24"));
        peers.settle();
        bob.send(alice);
        peers.run(MOMENT);
        assertThat(alice.engine().memories()).isEmpty();

        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(MOMENT);
        assertThat(peers.network().clearPackets()).doesNotContain(fromSecond);
        assertThat(bob.kernel().delivered()).contains(fromSecond);
    }

    /** Mallory gives his name bob's address, and has somebody at alice ask for it where she uses another address. */
    @Test
    void aSecondNameForAHostDisplacesNothingAtAnotherAddressEither() {
        aliceHasBobIn(Group.PRIVATE);
        alice.send(bob);
        peers.run(MOMENT);
        alice.handle(new Input.Introduce(
                1,
                new DomainName("mallory.example.test"),
                Assurance.DNSSEC,
                Map.of(bob.address(), SECOND),
                Duration.ofHours(1)));
        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).contains(fromSecond);
        assertThat(alice.ikeSas()).hasSize(2).allMatch(sa -> sa.peerId().equals(Optional.of(bob.id())));
    }

    /** Temporary addresses come and go. */
    @Test
    void whatAnAddressThatIsGoneWasUsedForGoesOnWithTheOtherOne() {
        aliceHasBobIn(Group.PRIVATE);
        alice.send(SECOND, bob);
        peers.run(MOMENT);
        peers.network().detach(SECOND);
        alice.handle(new Input.Addresses(Set.of(first), Map.of(bob.address(), first)));
        peers.run(MOMENT);
        Packet packet = alice.send(bob);
        peers.run(MOMENT);
        Packet answer = bob.send(alice);
        peers.run(MOMENT);

        assertThat(peers.network().clearPackets()).isEmpty();
        assertThat(bob.kernel().delivered()).contains(packet);
        assertThat(alice.kernel().delivered()).contains(answer);
        assertThat(alice.ikeSas())
                .allMatch(sa -> sa.local().address().equals(first))
                .hasSize(1);
    }

    @Test
    void whatWasAboutAnAddressThatIsGoneIsForgotten() {
        alice.dns().keys(bob.fqdn(), new DnsOutcome.Absent<>(true, true, Duration.ofMinutes(5)));
        aliceHasBobIn(Group.PRIVATE_OR_CLEAR);
        alice.send(SECOND, bob);
        peers.run(MOMENT);
        assertThat(alice.engine().memories()).hasSize(1);

        peers.network().detach(SECOND);
        alice.handle(new Input.Addresses(Set.of(first), Map.of(bob.address(), first)));
        peers.run(MOMENT);

        assertThat(alice.engine().memories()).isEmpty();
        assertThat(alice.engine().shunts()).isEmpty();
        assertThat(alice.kernel().policies()).hasSize(2);
    }

    /** Bob has begun with one of our addresses; packets from the other one need an SA of their own. */
    @Test
    void anSaThatThePeerHasBegunWithOneAddressIsNotTakenForTheOther() {
        aliceHasBobIn(Group.PRIVATE);
        groups(bob, alice, rule(Group.PRIVATE, "192.0.2.0/24"));
        peers.settle();
        bob.send(alice);
        peers.run(MOMENT);
        Packet fromSecond = alice.send(SECOND, bob);
        peers.run(MOMENT);

        assertThat(bob.kernel().delivered()).containsExactly(fromSecond);
        assertThat(alice.ikeSas())
                .extracting(IkeSa::local)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    /** It had an SA once, and has become deaf: what waits must not wait for as long as its name is remembered. */
    @Test
    void aHostThatLosesIkeIsTalkedToInClearWhenPatienceEnds() {
        aliceHasBobIn(Group.PRIVATE_OR_CLEAR);
        alice.send(bob);
        peers.run(MOMENT);
        bob.forgetConnections();
        groups(bob, alice, rule(Group.CLEAR, "192.0.2.0/24"));
        peers.run(MOMENT);
        assertThat(alice.ikeSas()).isEmpty();

        Packet packet = alice.send(bob);
        peers.run(PATIENCE.plus(MOMENT));

        assertThat(peers.network().clearPackets()).containsExactly(packet);
        assertThat(bob.kernel().delivered()).contains(packet);
    }

    @Test
    void wherePrivacyIsAMustItWaits() {
        aliceHasBobIn(Group.PRIVATE);
        alice.send(bob);
        peers.run(MOMENT);
        groups(bob, alice, rule(Group.CLEAR, "192.0.2.0/24"));
        peers.run(MOMENT);
        alice.send(bob);
        peers.run(PATIENCE.plus(MOMENT));

        assertThat(peers.network().clearPackets()).isEmpty();
        List<IkeSa> none = alice.ikeSas();
        assertThat(none).allMatch(sa -> sa.children().isEmpty());
    }
}
